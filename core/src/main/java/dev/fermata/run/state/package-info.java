/** What a run is after its facts so far, as plain data: how facts change it, and its snapshots. */
@NullMarked
package dev.fermata.run.state;

import org.jspecify.annotations.NullMarked;
