/** The endpoint of the Model Context Protocol: its transport, and what is offered through it. */
@NullMarked
package dev.fermata.server.api.mcp;

import org.jspecify.annotations.NullMarked;
