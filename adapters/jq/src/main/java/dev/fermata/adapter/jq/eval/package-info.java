/** The parts of a compiled expression, each of which emits values for an input. */
@NullMarked
package dev.fermata.adapter.jq.eval;

import org.jspecify.annotations.NullMarked;
