/** What others ask of this server by A2A, in both bindings. */
@NullMarked
package dev.fermata.server.api.a2a;

import org.jspecify.annotations.NullMarked;
