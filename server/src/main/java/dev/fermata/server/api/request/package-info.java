/** What an operation is asked and what it answers, without a word of HTTP's own. */
@NullMarked
package dev.fermata.server.api.request;

import org.jspecify.annotations.NullMarked;
