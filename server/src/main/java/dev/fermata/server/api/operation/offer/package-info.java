/** What has changed in the tools of MCP servers, for their owners to accept. */
@NullMarked
package dev.fermata.server.api.operation.offer;

import org.jspecify.annotations.NullMarked;
