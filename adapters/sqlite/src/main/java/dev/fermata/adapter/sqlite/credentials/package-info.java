/** Passwords, tokens and links, in a file of their own beside the journal. */
@NullMarked
package dev.fermata.adapter.sqlite.credentials;

import org.jspecify.annotations.NullMarked;
