/** What MCP servers offer: registered as their owners want it, compared, and accepted anew. */
@NullMarked
package dev.fermata.server.offer;

import org.jspecify.annotations.NullMarked;
