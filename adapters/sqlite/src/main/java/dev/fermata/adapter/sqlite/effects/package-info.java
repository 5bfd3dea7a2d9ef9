/** The list of all effects, in a file of its own that follows the journal and can be made anew. */
@NullMarked
package dev.fermata.adapter.sqlite.effects;

import org.jspecify.annotations.NullMarked;
