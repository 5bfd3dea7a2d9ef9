/** When people are there: weekly hours in a zone, absence with a stand-in, working time. */
@NullMarked
package dev.fermata.roster.hours;

import org.jspecify.annotations.NullMarked;
