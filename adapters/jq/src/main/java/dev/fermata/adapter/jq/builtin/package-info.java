/** The functions that every expression may call. */
@NullMarked
package dev.fermata.adapter.jq.builtin;

import org.jspecify.annotations.NullMarked;
