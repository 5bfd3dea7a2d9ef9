/** How long a server and a command take to start. */
@NullMarked
package dev.fermata.server.bench.start;

import org.jspecify.annotations.NullMarked;
