/**
 * Brings signals to the shard that their stream belongs to, and tells senders what became of them.
 */
@NullMarked
package dev.fermata.engine.post;

import org.jspecify.annotations.NullMarked;
