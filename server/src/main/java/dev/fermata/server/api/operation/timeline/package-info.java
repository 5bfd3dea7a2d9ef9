/** What a run did and has before it, step by step. */
@NullMarked
package dev.fermata.server.api.operation.timeline;

import org.jspecify.annotations.NullMarked;
