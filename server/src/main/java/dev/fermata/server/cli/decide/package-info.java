/** Deciding on the command line: the brief as it is printed, and tasks one after the other. */
@NullMarked
package dev.fermata.server.cli.decide;

import org.jspecify.annotations.NullMarked;
