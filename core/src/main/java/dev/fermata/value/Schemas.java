package dev.fermata.value;

import java.util.List;
import java.util.Optional;

/** Checks values against JSON Schema (2020-12). Safe for use by many threads at once. */
public interface Schemas {
  /** How the value misses the schema; empty where it fits. At most twenty are told. */
  List<Misfit> check(Json schema, Json value);

  /** What is wrong with a schema itself, if anything. */
  Optional<String> complaint(Json schema);

  /** One way in which a value misses its schema; the pointer leads to the place in the value. */
  record Misfit(String pointer, String message) {
    @Override
    public String toString() {
      return (pointer.isEmpty() ? "/" : pointer) + ": " + message;
    }
  }
}
