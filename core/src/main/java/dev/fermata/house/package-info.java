/** The decider of the house: what is published and registered, and who belongs to it. */
@NullMarked
package dev.fermata.house;

import org.jspecify.annotations.NullMarked;
