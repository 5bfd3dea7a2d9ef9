/** HTTP: the table of routes, the guard before them, and how answers are written. */
@NullMarked
package dev.fermata.server.api.web;

import org.jspecify.annotations.NullMarked;
