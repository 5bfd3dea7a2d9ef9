/** Verbs that look the roster over: how two agents compare, and whether all is in order. */
@NullMarked
package dev.fermata.server.cli.roster;

import org.jspecify.annotations.NullMarked;
