/** What is wrong with what runs, and how well that is told. */
@NullMarked
package dev.fermata.server.cli.health;

import org.jspecify.annotations.NullMarked;
