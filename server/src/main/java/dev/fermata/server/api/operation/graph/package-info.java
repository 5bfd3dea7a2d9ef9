/** Workflows as pictures and sentences, and what changed between two of them. */
@NullMarked
package dev.fermata.server.api.operation.graph;

import org.jspecify.annotations.NullMarked;
