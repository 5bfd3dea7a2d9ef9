/** What is asked of many runs at once: how many there are of each kind, and steering them. */
@NullMarked
package dev.fermata.server.api.operation.run;

import org.jspecify.annotations.NullMarked;
