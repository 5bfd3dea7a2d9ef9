/** What ties the work of several programs into one trace. */
@NullMarked
package dev.fermata.value.trace;

import org.jspecify.annotations.NullMarked;
