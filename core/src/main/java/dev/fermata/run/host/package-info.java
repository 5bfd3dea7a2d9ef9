/** What whoever hosts a run gives its decider, and what the decider has it do. */
@NullMarked
package dev.fermata.run.host;

import org.jspecify.annotations.NullMarked;
