/**
 * Random workflows, what must come of each of them by a second and simpler reading, and an outside
 * that remembers what was done: what a simulated world is judged by.
 */
@NullMarked
package dev.fermata.testkit.model;

import org.jspecify.annotations.NullMarked;
