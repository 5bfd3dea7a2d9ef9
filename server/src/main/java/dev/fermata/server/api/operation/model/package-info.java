/** What the API tells of language models. */
@NullMarked
package dev.fermata.server.api.operation.model;

import org.jspecify.annotations.NullMarked;
