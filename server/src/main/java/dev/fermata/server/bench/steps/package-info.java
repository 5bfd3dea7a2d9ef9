/** Durable steps: how many a second, how long one takes, and what it costs. */
@NullMarked
package dev.fermata.server.bench.steps;

import org.jspecify.annotations.NullMarked;
