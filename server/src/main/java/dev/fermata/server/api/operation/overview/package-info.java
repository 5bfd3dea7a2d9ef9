/** The house at a glance: what runs, what waits, what it costs and what needs attention. */
@NullMarked
package dev.fermata.server.api.operation.overview;

import org.jspecify.annotations.NullMarked;
