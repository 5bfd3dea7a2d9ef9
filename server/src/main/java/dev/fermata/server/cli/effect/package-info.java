/** Verbs about what was done to the world outside, and what came of it. */
@NullMarked
package dev.fermata.server.cli.effect;

import org.jspecify.annotations.NullMarked;
