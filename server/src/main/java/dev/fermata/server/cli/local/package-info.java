/** The verbs that need no server: they start one, measure one, or look at this machine. */
@NullMarked
package dev.fermata.server.cli.local;

import org.jspecify.annotations.NullMarked;
