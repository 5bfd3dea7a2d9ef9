/** A goal on the command line. */
@NullMarked
package dev.fermata.server.cli.plan;

import org.jspecify.annotations.NullMarked;
