/** A run played in memory, of which nothing leaves. */
@NullMarked
package dev.fermata.run.dry;

import org.jspecify.annotations.NullMarked;
