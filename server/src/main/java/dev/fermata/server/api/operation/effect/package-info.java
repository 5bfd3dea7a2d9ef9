/** What was done to the world outside, and what later turned out to be true. */
@NullMarked
package dev.fermata.server.api.operation.effect;

import org.jspecify.annotations.NullMarked;
