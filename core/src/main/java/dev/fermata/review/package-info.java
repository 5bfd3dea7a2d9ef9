/** Looks at what a step gave before anything uses it: pure searches and choices. */
@NullMarked
package dev.fermata.review;

import org.jspecify.annotations.NullMarked;
