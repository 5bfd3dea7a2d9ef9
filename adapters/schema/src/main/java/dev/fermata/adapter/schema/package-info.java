/** Checks values against JSON Schema. */
@NullMarked
package dev.fermata.adapter.schema;

import org.jspecify.annotations.NullMarked;
