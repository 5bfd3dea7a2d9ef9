/** A run that is looked at while it goes on. */
@NullMarked
package dev.fermata.server.cli.watch;

import org.jspecify.annotations.NullMarked;
