/** Which runs somebody asks for. */
@NullMarked
package dev.fermata.server.api.find;

import org.jspecify.annotations.NullMarked;
