/** What the command line says of people and teams. */
@NullMarked
package dev.fermata.server.cli.people;

import org.jspecify.annotations.NullMarked;
