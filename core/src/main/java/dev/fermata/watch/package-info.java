/** How what is registered stands, read from what is on record. */
@NullMarked
package dev.fermata.watch;

import org.jspecify.annotations.NullMarked;
