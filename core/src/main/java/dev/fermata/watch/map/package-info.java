/** How work goes from hand to hand: a map of steps and whoever did them, and its picture. */
@NullMarked
package dev.fermata.watch.map;

import org.jspecify.annotations.NullMarked;
