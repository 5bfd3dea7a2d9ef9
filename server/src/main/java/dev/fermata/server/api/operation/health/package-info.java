/** What goes wrong, for whoever asks. */
@NullMarked
package dev.fermata.server.api.operation.health;

import org.jspecify.annotations.NullMarked;
