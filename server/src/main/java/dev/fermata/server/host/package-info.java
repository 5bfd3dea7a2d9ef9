/** The server as a whole: its settings, the wiring of all parts, its start and its end. */
@NullMarked
package dev.fermata.server.host;

import org.jspecify.annotations.NullMarked;
