/** Workflows on the command line, as pictures, sentences and differences. */
@NullMarked
package dev.fermata.server.cli.workflow;

import org.jspecify.annotations.NullMarked;
