/** The commands about hooks. */
@NullMarked
package dev.fermata.server.cli.hook;

import org.jspecify.annotations.NullMarked;
