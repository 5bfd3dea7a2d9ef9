/** Judges what is on record once more, as if other policies were in force; calls nothing. */
@NullMarked
package dev.fermata.run.backtest;

import org.jspecify.annotations.NullMarked;
