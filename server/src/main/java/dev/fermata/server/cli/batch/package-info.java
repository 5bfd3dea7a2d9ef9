/** Many runs from one file: its rows, their types, sending them so that a repeat does no harm. */
@NullMarked
package dev.fermata.server.cli.batch;

import org.jspecify.annotations.NullMarked;
