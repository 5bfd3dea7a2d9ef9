/**
 * What stands beside a task's brief, gathered from facts, and what must be done before it counts.
 */
@NullMarked
package dev.fermata.server.brief;

import org.jspecify.annotations.NullMarked;
