/** What all that runs comes to. */
@NullMarked
package dev.fermata.server.cli.insights;

import org.jspecify.annotations.NullMarked;
