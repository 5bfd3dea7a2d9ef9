/** Answers over HTTP that come line by line. */
@NullMarked
package dev.fermata.adapter.http.stream;

import org.jspecify.annotations.NullMarked;
