/**
 * Work that only a person can do: what they are shown, what each answer causes, what they decided.
 */
@NullMarked
package dev.fermata.task;

import org.jspecify.annotations.NullMarked;
