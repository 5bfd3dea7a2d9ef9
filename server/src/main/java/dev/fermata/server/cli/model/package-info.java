/** The commands about language models. */
@NullMarked
package dev.fermata.server.cli.model;

import org.jspecify.annotations.NullMarked;
