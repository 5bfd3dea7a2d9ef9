/**
 * Whose turn it is where many want the same: how urgent a run is, and how much may be asked in a
 * time.
 */
@NullMarked
package dev.fermata.value.turn;

import org.jspecify.annotations.NullMarked;
