/** The verbs that ask a server: workflows, runs, tasks, roster, people and sign-in. */
@NullMarked
package dev.fermata.server.cli.verb;

import org.jspecify.annotations.NullMarked;
