/** Tells the addresses that clients name what becomes of their tasks. */
@NullMarked
package dev.fermata.server.a2a.push;

import org.jspecify.annotations.NullMarked;
