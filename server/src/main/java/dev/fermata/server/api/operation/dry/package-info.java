/** Workflows tried in memory, without effects. */
@NullMarked
package dev.fermata.server.api.operation.dry;

import org.jspecify.annotations.NullMarked;
