/**
 * Finds agents and tool servers that nobody has registered. Reads files; starts and calls nothing.
 */
@NullMarked
package dev.fermata.server.cli.discover;

import org.jspecify.annotations.NullMarked;
