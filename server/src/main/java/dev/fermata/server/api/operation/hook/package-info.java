/** The acts about hooks, the doors through which programs elsewhere start runs. */
@NullMarked
package dev.fermata.server.api.operation.hook;

import org.jspecify.annotations.NullMarked;
