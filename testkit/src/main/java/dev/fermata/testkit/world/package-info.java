/**
 * A simulated world: the real engine without threads, in a time and with a luck that one seed
 * gives.
 */
@NullMarked
package dev.fermata.testkit.world;

import org.jspecify.annotations.NullMarked;
