/** What a model is asked and what it says, in each protocol that models speak. */
@NullMarked
package dev.fermata.adapter.model.talk;

import org.jspecify.annotations.NullMarked;
