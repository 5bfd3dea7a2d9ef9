/** Finds who makes a call, and makes it. */
@NullMarked
package dev.fermata.engine.call;

import org.jspecify.annotations.NullMarked;
