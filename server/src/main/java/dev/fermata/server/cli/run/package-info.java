/** Runs on the command line: doing again what one did. */
@NullMarked
package dev.fermata.server.cli.run;

import org.jspecify.annotations.NullMarked;
