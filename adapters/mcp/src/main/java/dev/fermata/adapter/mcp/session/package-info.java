/** One conversation with one MCP server: what carries it, what is said, and what bounds it. */
@NullMarked
package dev.fermata.adapter.mcp.session;

import org.jspecify.annotations.NullMarked;
