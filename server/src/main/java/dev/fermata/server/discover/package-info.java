/**
 * Finds agents and tool servers that nobody has registered, in files and texts. Starts and calls
 * nothing.
 */
@NullMarked
package dev.fermata.server.discover;

import org.jspecify.annotations.NullMarked;
