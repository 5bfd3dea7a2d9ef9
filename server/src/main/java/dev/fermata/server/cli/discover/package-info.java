/** Looks for agents that nobody has registered, on the machine where it is typed. */
@NullMarked
package dev.fermata.server.cli.discover;

import org.jspecify.annotations.NullMarked;
