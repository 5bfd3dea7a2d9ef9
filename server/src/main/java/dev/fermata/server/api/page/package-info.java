/** The console's files, and the plain pages before it: signing in, and what went wrong. */
@NullMarked
package dev.fermata.server.api.page;

import org.jspecify.annotations.NullMarked;
