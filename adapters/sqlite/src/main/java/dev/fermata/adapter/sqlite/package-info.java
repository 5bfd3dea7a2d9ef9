/** Keeps the journal, its lists and the credentials in SQLite files of one folder. */
@NullMarked
package dev.fermata.adapter.sqlite;

import org.jspecify.annotations.NullMarked;
