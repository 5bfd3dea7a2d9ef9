/**
 * Who and what may be given work: agents, tools, people and teams, each with an owner and a
 * boundary.
 */
@NullMarked
package dev.fermata.roster;

import org.jspecify.annotations.NullMarked;
