/** The server's log: lines with a level, plain or as JSON, in which no secret stands. */
@NullMarked
package dev.fermata.server.log;

import org.jspecify.annotations.NullMarked;
