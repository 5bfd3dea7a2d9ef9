/** Calls agents and services over HTTP, to allowed addresses only. */
@NullMarked
package dev.fermata.adapter.http;

import org.jspecify.annotations.NullMarked;
