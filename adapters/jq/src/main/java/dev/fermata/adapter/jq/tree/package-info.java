/** Computes with JSON trees as jq does, knowing nothing of expressions. */
@NullMarked
package dev.fermata.adapter.jq.tree;

import org.jspecify.annotations.NullMarked;
