/** What a step and a list cost when very many runs are stored. */
@NullMarked
package dev.fermata.server.bench.growth;

import org.jspecify.annotations.NullMarked;
