/** The server's log: plain lines with a level, in which no secret stands. */
@NullMarked
package dev.fermata.server.log;

import org.jspecify.annotations.NullMarked;
