/** Who asks and what they may do: signing in, tokens, roles and rights. */
@NullMarked
package dev.fermata.server.auth;

import org.jspecify.annotations.NullMarked;
