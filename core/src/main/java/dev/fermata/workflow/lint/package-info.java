/** Checks of workflows that need jq, JSON Schema or CEL. */
@NullMarked
package dev.fermata.workflow.lint;

import org.jspecify.annotations.NullMarked;
