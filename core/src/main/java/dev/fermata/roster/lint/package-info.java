/** Checks of documents that need the roster. */
@NullMarked
package dev.fermata.roster.lint;

import org.jspecify.annotations.NullMarked;
