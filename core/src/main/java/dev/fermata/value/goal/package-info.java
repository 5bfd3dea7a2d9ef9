/** What is to be reached: a figure, and a mark for it. */
@NullMarked
package dev.fermata.value.goal;

import org.jspecify.annotations.NullMarked;
