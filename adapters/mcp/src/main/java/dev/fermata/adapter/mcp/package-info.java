/** Calls tools of servers that speak the Model Context Protocol, and learns what they offer. */
@NullMarked
package dev.fermata.adapter.mcp;

import org.jspecify.annotations.NullMarked;
