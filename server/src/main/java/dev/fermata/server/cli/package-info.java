/** The command line: every verb, put together. */
@NullMarked
package dev.fermata.server.cli;

import org.jspecify.annotations.NullMarked;
