/** How what is registered stands, as the API tells it. */
@NullMarked
package dev.fermata.server.api.operation.assess;

import org.jspecify.annotations.NullMarked;
