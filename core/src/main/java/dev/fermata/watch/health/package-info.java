/** What goes wrong in what runs, told from facts: loops, silence, drift, automations at odds. */
@NullMarked
package dev.fermata.watch.health;

import org.jspecify.annotations.NullMarked;
