package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A value on its way to be emitted. */
public record Emitted(JsonNode value, @Nullable Trail trail) {}
