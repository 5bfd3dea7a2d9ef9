package dev.fermata.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.policy.Reading.Kind;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the examples in a policy's file, and fills in what they leave out. */
final class CaseReader {
  private static final List<String> EFFECTS =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();
  private static final List<String> KINDS = List.of("agent", "tool", "http");

  private final Scope scope;
  private final List<String> expectations;

  CaseReader(Scope scope, Then then) {
    this.scope = scope;
    this.expectations =
        then.word().equals(Then.Ask.WORD) || then instanceof Then.Deny || then instanceof Then.Allow
            ? List.of(then.word(), Policy.Case.NONE)
            : List.of(then.word(), Policy.Case.NONE, Then.Ask.WORD);
  }

  List<Policy.Case> cases(Part part) {
    List<Part> items = part.items();
    if (items.size() > PolicyReader.CASES_LIMIT) {
      part.error(
          "'cases' has " + items.size() + " cases; give at most " + PolicyReader.CASES_LIMIT);
      return List.of();
    }
    List<Policy.Case> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Part item : items) {
      Policy.Case each = one(item);
      if (!names.add(each.name())) {
        item.error("two cases are named '" + each.name() + "'; give each its own name");
      }
      cases.add(each);
    }
    return cases;
  }

  private Policy.Case one(Part part) {
    Part.Fields fields = part.fields();
    String name =
        fields.need("name", "say in a few words what is tried").flatMap(Part::text).orElse("");
    Json effect = effect(fields.take("effect"));
    Json run = run(fields.take("run"));
    Json agent = agent(fields.take("agent"), effect);
    Json panels = panels(fields.take("panels"));
    String expect =
        fields
            .need("expect", "give one of " + String.join(", ", expectations))
            .flatMap(p -> p.word(expectations))
            .orElse(Policy.Case.NONE);
    fields.end();
    return new Policy.Case(name, new Reading(effect, run, agent, panels), expect);
  }

  private Json effect(Optional<Part> part) {
    part.ifPresent(p -> checked(p, Reading.fieldsOf("effect")));
    part.flatMap(p -> p.fields().take("class")).ifPresent(p -> p.word(EFFECTS));
    part.flatMap(p -> p.fields().take("kind")).ifPresent(p -> p.word(KINDS));
    ObjectNode given = given(part);
    EffectClass first =
        scope.effects().stream()
            .max(java.util.Comparator.naturalOrder())
            .orElse(EffectClass.IRREVERSIBLE);
    String target = given.path("target").asText(example(scope.targets(), "server.tool"));
    int dot = target.indexOf('.');
    String kind = given.path("kind").asText(dot > 0 ? "tool" : "agent");
    ObjectNode effect = Json.object();
    effect.put("class", first.word()).put("target", target).put("kind", kind);
    if (kind.equals("tool") && dot > 0) {
      effect.put("server", target.substring(0, dot)).put("tool", target.substring(dot + 1));
    }
    effect.put("work", dot > 0 ? target.substring(dot + 1) : target);
    effect.put("digest", Digest.of(target).value()).put("keyed", false);
    effect.putObject("arguments");
    ObjectNode labels = effect.putObject("labels");
    labels.putArray("classification");
    labels.putNull("regions").put("origin", "trusted");
    effect.putNull("cost");
    given.properties().forEach(each -> put(effect, each));
    return Json.adopt(effect);
  }

  /** Labels that a case gives in part keep the rest. */
  private static void put(ObjectNode effect, Map.Entry<String, JsonNode> given) {
    if (given.getKey().equals("labels")
        && given.getValue() instanceof ObjectNode some
        && effect.get("labels") instanceof ObjectNode labels) {
      labels.setAll(some);
    } else {
      effect.set(given.getKey(), given.getValue());
    }
  }

  private Json run(Optional<Part> part) {
    part.ifPresent(p -> checked(p, Reading.fieldsOf("run")));
    ObjectNode given = given(part);
    String written =
        given.path("workflow").asText(example(scope.workflows(), "example/workflow@1.0.0"));
    int slash = Math.max(0, written.indexOf('/'));
    int at = written.lastIndexOf('@') > slash ? written.lastIndexOf('@') : written.length();
    String namespace = given.path("namespace").asText(written.substring(0, slash));
    String name = given.path("name").asText(written.substring(Math.min(slash + 1, at), at));
    String version =
        given.path("version").asText(at < written.length() ? written.substring(at + 1) : "1.0.0");
    ObjectNode run = Json.object();
    run.put("id", "example").put("workflow", namespace + "/" + name + "@" + version);
    run.put("namespace", namespace).put("name", name).put("version", version);
    run.put("owner", "example").putNull("subject").putNull("batch").putNull("startedBy");
    run.put("priority", Priority.NORMAL.word());
    given.properties().stream()
        .filter(each -> !each.getKey().equals("workflow"))
        .forEach(each -> run.set(each.getKey(), each.getValue()));
    return Json.adopt(run);
  }

  private static Json agent(Optional<Part> part, Json effect) {
    part.ifPresent(p -> checked(p, Reading.fieldsOf("agent")));
    if (part.isEmpty() && !effect.text("kind").orElse("").equals("agent")) {
      return Json.EMPTY;
    }
    ObjectNode agent = Json.object();
    String name = effect.text("target").orElse("");
    agent.put("name", name).put("version", "1").put("owner", "example");
    agent.put("fingerprint", Digest.of(name).value()).put("kind", "process");
    agent.putArray("skills");
    agent.setAll(given(part));
    return Json.adopt(agent);
  }

  private static Json panels(Optional<Part> part) {
    ObjectNode panels = Json.object();
    for (Part each : part.map(p -> p.fields().all()).orElse(List.of())) {
      if (Reading.VARIABLES.get("panels") instanceof Kind.Named(Kind.Fields kinds)) {
        checked(each, kinds);
      }
      ObjectNode panel = panels.putObject(each.fieldName());
      panel.put("unanimous", true).put("resolvedBy", "agreement").putObject("agreed");
      if (each.json().view() instanceof ObjectNode given) {
        panel.setAll(given);
      }
    }
    return Json.adopt(panels);
  }

  private static ObjectNode given(Optional<Part> part) {
    return part.map(p -> p.json().view()).orElse(Json.object()) instanceof ObjectNode object
        ? object
        : Json.object();
  }

  /** The first name that fits a pattern: the pattern itself, or with an ending. */
  private static String example(List<String> patterns, String otherwise) {
    if (patterns.isEmpty() || patterns.getFirst().equals("*")) {
      return otherwise;
    }
    String first = patterns.getFirst();
    return Scope.isBeginning(first) ? Scope.beginning(first) + "example" : first;
  }

  /** Complains of fields that rules could never read, and of values of another kind. */
  private static void checked(Part part, Kind.Fields kinds) {
    Part.Fields fields = part.fields();
    kinds
        .kinds()
        .forEach((name, kind) -> fields.take(name).ifPresent(field -> checked(field, kind)));
    fields.end();
  }

  private static void checked(Part part, Kind kind) {
    switch (kind) {
      case Kind.Text() -> part.textOrNothing();
      case Kind.Flag() -> part.flag();
      case Kind.Number() -> {
        if (!part.json().view().isNumber()) {
          part.wrong("give a number");
        }
      }
      case Kind.Texts() -> part.items().forEach(Part::text);
      case Kind.Any() -> {}
      case Kind.Fields fields -> {
        if (!part.json().isNull()) {
          checked(part, fields);
        }
      }
      case Kind.Named(var each) -> part.fields().all().forEach(p -> checked(p, each));
    }
  }
}
