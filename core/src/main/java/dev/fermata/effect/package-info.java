/** One act on the world outside: the exact call, the permission for it, and what came of it. */
@NullMarked
package dev.fermata.effect;

import org.jspecify.annotations.NullMarked;
