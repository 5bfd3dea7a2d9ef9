/** What is remembered of what goes wrong, in a file beside the journal. */
@NullMarked
package dev.fermata.adapter.sqlite.health;

import org.jspecify.annotations.NullMarked;
