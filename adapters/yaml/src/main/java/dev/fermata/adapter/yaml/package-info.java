/** Reads YAML documents into values, keeping the place of every node. */
@NullMarked
package dev.fermata.adapter.yaml;

import org.jspecify.annotations.NullMarked;
