/** Checks of workflows that need jq or JSON Schema. */
@NullMarked
package dev.fermata.workflow.lint;

import org.jspecify.annotations.NullMarked;
