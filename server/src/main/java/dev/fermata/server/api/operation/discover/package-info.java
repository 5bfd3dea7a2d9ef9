/** Looking for agents that nobody registered, at an address or in a text. */
@NullMarked
package dev.fermata.server.api.operation.discover;

import org.jspecify.annotations.NullMarked;
