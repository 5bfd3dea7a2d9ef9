/** An agent that answers at once over HTTP, in a process of its own, to measure what that costs. */
@NullMarked
package dev.fermata.server.bench.agent;

import org.jspecify.annotations.NullMarked;
