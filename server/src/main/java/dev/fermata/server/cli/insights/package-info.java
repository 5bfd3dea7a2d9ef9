/** Figures of what was done, as a person asks for them. */
@NullMarked
package dev.fermata.server.cli.insights;

import org.jspecify.annotations.NullMarked;
