/** The workflow as its author wrote it: sealed steps with their places in the source. */
@NullMarked
package dev.fermata.workflow;

import org.jspecify.annotations.NullMarked;
