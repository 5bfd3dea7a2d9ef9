/** Keeps the journal durably in one SQLite file. */
@NullMarked
package dev.fermata.adapter.sqlite;

import org.jspecify.annotations.NullMarked;
