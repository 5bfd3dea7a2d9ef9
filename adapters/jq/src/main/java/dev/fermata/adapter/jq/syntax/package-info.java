/** Reads the text of an expression and compiles it into parts that run. */
@NullMarked
package dev.fermata.adapter.jq.syntax;

import org.jspecify.annotations.NullMarked;
