/** What has changed, told to those who look, as it happens. */
@NullMarked
package dev.fermata.server.api.operation.live;

import org.jspecify.annotations.NullMarked;
