/** What a run is to those who speak A2A: tasks, messages, states, errors and the card. Pure. */
@NullMarked
package dev.fermata.server.a2a;

import org.jspecify.annotations.NullMarked;
