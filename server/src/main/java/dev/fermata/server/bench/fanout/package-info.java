/** Runs that do many things side by side and go on when all are done. */
@NullMarked
package dev.fermata.server.bench.fanout;

import org.jspecify.annotations.NullMarked;
