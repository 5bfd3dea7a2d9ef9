/** Copies a data folder while a server works on it, and makes a data folder of such a copy. */
@NullMarked
package dev.fermata.adapter.sqlite.backup;

import org.jspecify.annotations.NullMarked;
