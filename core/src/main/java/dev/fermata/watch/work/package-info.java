/**
 * What was done, by whom, how long it took, what it cost and whether it stood: rows made of facts,
 * and the figures that they add up to.
 */
@NullMarked
package dev.fermata.watch.work;

import org.jspecify.annotations.NullMarked;
