/** What the API can do, each act under the right that it needs. */
@NullMarked
package dev.fermata.server.api.operation;

import org.jspecify.annotations.NullMarked;
