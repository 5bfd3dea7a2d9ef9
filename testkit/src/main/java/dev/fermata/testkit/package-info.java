/**
 * For tests of workflows: runs played in memory, where the test is the outside world, the people,
 * the clock and the crash.
 */
@NullMarked
package dev.fermata.testkit;

import org.jspecify.annotations.NullMarked;
