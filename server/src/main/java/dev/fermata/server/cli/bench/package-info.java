/** The verbs that measure Fermata on the machine at hand. */
@NullMarked
package dev.fermata.server.cli.bench;

import org.jspecify.annotations.NullMarked;
