/** Which rows of runs a list shows, and how many there are of each kind. */
@NullMarked
package dev.fermata.adapter.sqlite.find;

import org.jspecify.annotations.NullMarked;
