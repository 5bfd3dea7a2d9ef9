/** What the benchmarks have in common: an engine, a server, load, times and goals. */
@NullMarked
package dev.fermata.server.bench.rig;

import org.jspecify.annotations.NullMarked;
