/** Evaluates jq expressions within named limits. */
@NullMarked
package dev.fermata.adapter.jq;

import org.jspecify.annotations.NullMarked;
