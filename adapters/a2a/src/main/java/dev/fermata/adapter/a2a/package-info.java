/** Calls agents that speak A2A 1.0, as their owners accepted them. */
@NullMarked
package dev.fermata.adapter.a2a;

import org.jspecify.annotations.NullMarked;
