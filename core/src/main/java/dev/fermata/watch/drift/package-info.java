/**
 * Whether a figure still behaves as it did, told case by case with a stated rate of false alarms.
 */
@NullMarked
package dev.fermata.watch.drift;

import org.jspecify.annotations.NullMarked;
