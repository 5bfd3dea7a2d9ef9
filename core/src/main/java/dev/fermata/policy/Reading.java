package dev.fermata.policy;

import dev.fermata.value.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a rule may read about one effect, as JSON objects: {@code effect}, {@code run}, {@code
 * agent} (empty where the target is none) and {@code panels} (by the name of their step).
 */
public record Reading(Json effect, Json run, Json agent, Json panels) {
  /** By the names that rules use: every field of every variable. */
  public static final Map<String, Kind> VARIABLES = variables();

  /** What kind of value a field holds. */
  public sealed interface Kind {
    record Text() implements Kind {}

    record Flag() implements Kind {}

    record Number() implements Kind {}

    record Texts() implements Kind {}

    /** Any JSON value; its parts cannot be checked before a rule runs. */
    record Any() implements Kind {}

    /** An object with these fields. */
    record Fields(String name, Map<String, Kind> kinds) implements Kind {
      public Fields {
        kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
      }

      static Fields none(String name) {
        return new Fields(name, Map.of());
      }

      Fields and(Kind kind, String... names) {
        var more = new LinkedHashMap<>(kinds);
        for (String each : names) {
          more.put(each, kind);
        }
        return new Fields(name, more);
      }
    }

    /** Objects of one kind, by names that nobody knows beforehand. */
    record Named(Kind each) implements Kind {}
  }

  private static Map<String, Kind> variables() {
    var text = new Kind.Text();
    var any = new Kind.Any();
    var labels =
        Kind.Fields.none("Labels")
            .and(new Kind.Texts(), "classification")
            .and(any, "regions")
            .and(text, "origin");
    var cost = Kind.Fields.none("Cost").and(new Kind.Number(), "amount").and(text, "currency");
    var effect =
        Kind.Fields.none("Effect")
            .and(text, "class", "target", "kind", "server", "tool", "work", "digest")
            .and(any, "arguments")
            .and(new Kind.Flag(), "keyed")
            .and(labels, "labels")
            .and(cost, "cost");
    var run =
        Kind.Fields.none("Run")
            .and(text, "id", "workflow", "namespace", "name", "version", "owner", "priority")
            .and(any, "subject", "batch", "startedBy");
    var agent =
        Kind.Fields.none("Agent")
            .and(text, "name", "version", "owner", "fingerprint", "kind")
            .and(new Kind.Texts(), "skills");
    var panel =
        Kind.Fields.none("Panel")
            .and(new Kind.Flag(), "unanimous")
            .and(text, "resolvedBy")
            .and(any, "agreed");
    return Map.of("effect", effect, "run", run, "agent", agent, "panels", new Kind.Named(panel));
  }

  /** The variable of that name. */
  public Json variable(String name) {
    return switch (name) {
      case "effect" -> effect;
      case "run" -> run;
      case "agent" -> agent;
      case "panels" -> panels;
      default -> throw new IllegalArgumentException("rules have no variable '" + name + "'");
    };
  }

  /** What a variable that is an object with known fields may hold. */
  static Kind.Fields fieldsOf(String variable) {
    if (VARIABLES.get(variable) instanceof Kind.Fields fields) {
      return fields;
    }
    throw new IllegalArgumentException("the fields of '" + variable + "' are not known");
  }
}
