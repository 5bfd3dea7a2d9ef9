/** Counts what an evaluation costs, and ends it at its limits. */
@NullMarked
package dev.fermata.adapter.jq.limit;

import org.jspecify.annotations.NullMarked;
