/** How much may be spent, by whom, in which time, and what happens beyond that. */
@NullMarked
package dev.fermata.policy.budget;

import org.jspecify.annotations.NullMarked;
