/** Evaluates the rules of policies, which are written in CEL, in bounded time and memory. */
@NullMarked
package dev.fermata.adapter.cel;

import org.jspecify.annotations.NullMarked;
