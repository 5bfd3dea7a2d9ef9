/** What bounds a run: how often it may repeat itself, and what it shares with others. */
@NullMarked
package dev.fermata.run.bound;

import org.jspecify.annotations.NullMarked;
