/** What the entries of one commit take from what runs share; the same for every journal. */
@NullMarked
package dev.fermata.fact.taking;

import org.jspecify.annotations.NullMarked;
