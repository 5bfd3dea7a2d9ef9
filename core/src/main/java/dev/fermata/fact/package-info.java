/**
 * What has happened and what reaches a stream: facts, signals, entries of the journal and their
 * stored form.
 */
@NullMarked
package dev.fermata.fact;

import org.jspecify.annotations.NullMarked;
