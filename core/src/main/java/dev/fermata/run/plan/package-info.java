/** Plans: what a planner is asked, and whether what it answers may be run. */
@NullMarked
package dev.fermata.run.plan;

import org.jspecify.annotations.NullMarked;
