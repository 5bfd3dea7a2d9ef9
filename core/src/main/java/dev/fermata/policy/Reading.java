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
  /** What kind of value a field holds. */
  public sealed interface Kind {
    record Text() implements Kind {}

    record Flag() implements Kind {}

    record Number() implements Kind {}

    record Texts() implements Kind {}

    /** Any JSON value; its parts cannot be checked before a rule runs. */
    record Any() implements Kind {}

    /** An object with these fields. */
    record Fields(String name, Map<String, Kind> kinds) implements Kind {}

    /** Objects of one kind, by names that nobody knows beforehand. */
    record Named(Kind each) implements Kind {}
  }

  private static final Kind TEXT = new Kind.Text();
  private static final Kind FLAG = new Kind.Flag();
  private static final Kind ANY = new Kind.Any();
  private static final Kind TEXTS = new Kind.Texts();

  /** By the names that rules use: every field of every variable. */
  public static final Map<String, Kind> VARIABLES =
      ordered(
          "effect",
          fields(
              "Effect",
              "class",
              TEXT,
              "target",
              TEXT,
              "kind",
              TEXT,
              "server",
              TEXT,
              "tool",
              TEXT,
              "work",
              TEXT,
              "digest",
              TEXT,
              "arguments",
              ANY,
              "keyed",
              FLAG,
              "labels",
              fields("Labels", "classification", TEXTS, "regions", ANY, "origin", TEXT),
              "cost",
              fields("Cost", "amount", new Kind.Number(), "currency", TEXT)),
          "run",
          fields(
              "Run",
              "id",
              TEXT,
              "workflow",
              TEXT,
              "namespace",
              TEXT,
              "name",
              TEXT,
              "version",
              TEXT,
              "owner",
              TEXT,
              "subject",
              ANY,
              "batch",
              ANY,
              "startedBy",
              ANY,
              "priority",
              TEXT),
          "agent",
          fields(
              "Agent",
              "name",
              TEXT,
              "version",
              TEXT,
              "owner",
              TEXT,
              "fingerprint",
              TEXT,
              "skills",
              TEXTS,
              "kind",
              TEXT),
          "panels",
          new Kind.Named(fields("Panel", "unanimous", FLAG, "resolvedBy", TEXT, "agreed", ANY)));

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

  private static Kind.Fields fields(String name, Object... namesAndKinds) {
    return new Kind.Fields(name, ordered(namesAndKinds));
  }

  private static Map<String, Kind> ordered(Object... namesAndKinds) {
    var kinds = new LinkedHashMap<String, Kind>();
    for (int i = 0; i < namesAndKinds.length; i += 2) {
      kinds.put((String) namesAndKinds[i], (Kind) namesAndKinds[i + 1]);
    }
    return Collections.unmodifiableMap(kinds);
  }
}
