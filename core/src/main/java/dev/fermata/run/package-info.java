/** The decider of a run: pure functions from state and signal to facts, and from facts to state. */
@NullMarked
package dev.fermata.run;

import org.jspecify.annotations.NullMarked;
