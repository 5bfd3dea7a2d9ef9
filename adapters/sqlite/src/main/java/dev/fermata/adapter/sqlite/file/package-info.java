/**
 * Files of SQLite: the folder that holds them, connections to them, and what their failures mean.
 */
@NullMarked
package dev.fermata.adapter.sqlite.file;

import org.jspecify.annotations.NullMarked;
