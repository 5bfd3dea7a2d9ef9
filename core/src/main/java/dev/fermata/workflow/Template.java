package dev.fermata.workflow;

import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;

/**
 * A JSON value in which every string of the form {@code ${ … }} is an expression to evaluate; all
 * else stands for itself (DSL 1.0.3, "Runtime Expressions", strict mode). What an expression gives
 * is data and is never evaluated again.
 */
public record Template(Json json, SourcePosition at) {}
