/**
 * The small immutable values that every other package speaks in: ids, JSON, money, digests, places
 * and problems.
 */
@NullMarked
package dev.fermata.value;

import org.jspecify.annotations.NullMarked;
