/** Very many runs that wait for a person: what they take, and how fast they go on. */
@NullMarked
package dev.fermata.server.bench.parked;

import org.jspecify.annotations.NullMarked;
