/** Hosts runs in one process: shards, the one writer, timers, dispatch and recovery. */
@NullMarked
package dev.fermata.engine;

import org.jspecify.annotations.NullMarked;
