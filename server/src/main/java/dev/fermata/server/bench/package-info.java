/** Measures the engine on this machine, with its real durability. */
@NullMarked
package dev.fermata.server.bench;

import org.jspecify.annotations.NullMarked;
