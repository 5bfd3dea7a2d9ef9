/** Parts of a workflow in plain words. */
@NullMarked
package dev.fermata.workflow.words;

import org.jspecify.annotations.NullMarked;
