/** Doing again what a run did, from a step on. */
@NullMarked
package dev.fermata.run.rerun;

import org.jspecify.annotations.NullMarked;
