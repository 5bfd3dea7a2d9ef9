/** The edge: HTTP API, sign-in, console hosting, command line and the wiring of all parts. */
@NullMarked
package dev.fermata.server;

import org.jspecify.annotations.NullMarked;
