/** Labels: what data is and where it came from, kept with the data as it flows. */
@NullMarked
package dev.fermata.value.label;

import org.jspecify.annotations.NullMarked;
