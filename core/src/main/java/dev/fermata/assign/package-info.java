/** Who gets the work: of those who could do it, the one who should. */
@NullMarked
package dev.fermata.assign;

import org.jspecify.annotations.NullMarked;
