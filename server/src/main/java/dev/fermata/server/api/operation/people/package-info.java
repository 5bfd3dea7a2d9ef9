/** People, teams, when they are there, and what they do about tasks besides deciding them. */
@NullMarked
package dev.fermata.server.api.operation.people;

import org.jspecify.annotations.NullMarked;
