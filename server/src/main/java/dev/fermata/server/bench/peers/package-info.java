/** Others' engines on the same work, in turns with Fermata. */
@NullMarked
package dev.fermata.server.bench.peers;

import org.jspecify.annotations.NullMarked;
