/** What somebody does with a brief before they decide, and deciding many at one stroke. */
@NullMarked
package dev.fermata.server.api.operation.brief;

import org.jspecify.annotations.NullMarked;
