/** The workflow as a picture: boxes for its steps, lines between them, and where each stands. */
@NullMarked
package dev.fermata.workflow.graph;

import org.jspecify.annotations.NullMarked;
