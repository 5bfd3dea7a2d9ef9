/** The acts that say what may leave: the policies in force, and the kill switches. */
@NullMarked
package dev.fermata.server.api.operation.gate;

import org.jspecify.annotations.NullMarked;
