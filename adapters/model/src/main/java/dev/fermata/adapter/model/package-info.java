/** Asks language models: one turn of a conversation, in the protocol that the service speaks. */
@NullMarked
package dev.fermata.adapter.model;

import org.jspecify.annotations.NullMarked;
