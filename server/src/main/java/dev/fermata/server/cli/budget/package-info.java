/** The commands about budgets. */
@NullMarked
package dev.fermata.server.cli.budget;

import org.jspecify.annotations.NullMarked;
