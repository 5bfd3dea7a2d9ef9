/** Follows the journal to see what goes wrong. */
@NullMarked
package dev.fermata.server.health;

import org.jspecify.annotations.NullMarked;
