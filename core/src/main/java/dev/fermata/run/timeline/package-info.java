/** What a run did and has before it: when, for how long, who had the time, at what cost. */
@NullMarked
package dev.fermata.run.timeline;

import org.jspecify.annotations.NullMarked;
