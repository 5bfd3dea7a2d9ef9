/** Calls agents and tools that run as child processes and speak JSON lines. */
@NullMarked
package dev.fermata.adapter.process;

import org.jspecify.annotations.NullMarked;
