package dev.fermata.testkit.taint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes random flows of data, from a seed. */
final class Flows {
  private static final List<String> NAMES =
      List.of("name", "health", "note", "nested", "id", "list", "rating", "reason", "x", "y");
  private static final String SCHEMA =
      """
      {"type":"object","properties":{
        "name":{"type":"string","x-label":"personal"},
        "health":{"x-label":{"classification":["special","personal"],"regions":["eu"]}},
        "note":{"x-label":{"origin":"untrusted"}},
        "nested":{"$ref":"#/$defs/nested"},
        "list":{"type":"array","items":{"type":"object","properties":{"id":{"type":"integer"},
          "name":{"x-label":{"classification":"internal","regions":["eu","ch"]}}}}}},
       "$defs":{"nested":{"properties":{"secret":{"x-label":"confidential"}}}}}
      """;

  private final Random random;
  private final boolean choices;
  private int count;

  Flows(long seed, boolean choices) {
    this.random = new Random(seed);
    this.choices = choices;
  }

  /** A workflow, its input, and its input with the words that the schema gives it. */
  record Flow(List<St> steps, Json input, Tainted tainted) {
    String workflow() {
      var tree = Json.object();
      var document = tree.putObject("document").put("dsl", "1.0.3").put("namespace", "test");
      document.put("name", "sample").put("version", "1.0.0");
      document.putObject("metadata").put("owner", "owners");
      tree.putObject("input")
          .putObject("schema")
          .put("format", "json")
          .set("document", Json.parse(SCHEMA).view());
      var steps = tree.putArray("do");
      this.steps.forEach(step -> steps.add(step.written()));
      return "document: "
          + tree.get("document")
          + "\ninput: "
          + tree.get("input")
          + "\ndo: "
          + steps;
    }
  }

  Flow flow() {
    var input = Json.object();
    input.put("name", "ana").put("note", "hello").put("id", random.nextInt(2));
    input.put("x", random.nextBoolean());
    if (random.nextBoolean()) {
      input.put("health", random.nextInt(2));
    } else {
      input.putObject("health").put("id", 1).put("x", random.nextBoolean());
    }
    input.putObject("nested").put("id", random.nextInt(2)).put("secret", "s");
    var list = input.putArray("list");
    for (int i = random.nextInt(4); i > 0; i--) {
      list.addObject().put("id", i).put("name", "n" + i);
    }
    return new Flow(
        block(1 + random.nextInt(3), 2 + random.nextInt(3), true),
        Json.adopt(input),
        tainted(input));
  }

  private static Tainted tainted(JsonNode input) {
    Tainted plain = Tainted.plain(input);
    Tainted nested = plain.member("nested");
    List<Tainted> items =
        plain.member("list").items().stream()
            .map(i -> i.put("name", i.member("name").with(Set.of("internal", "not:us"))))
            .toList();
    return plain
        .put("name", plain.member("name").with(Set.of("personal")))
        .put(
            "health",
            plain.member("health").with(Set.of("special", "personal", "not:us", "not:ch")))
        .put("note", plain.member("note").with(Set.of("untrusted")))
        .put("nested", nested.put("secret", nested.member("secret").with(Set.of("confidential"))))
        .put("list", Tainted.list(items));
  }

  private String named(String kind) {
    // A fork goes on in the order of the names of its branches, and the model in that of the text.
    return "%s%04d".formatted(kind, ++count);
  }

  /** Steps in a row; {@code outside} where they may call, ask and export. */
  private List<St> block(int depth, int size, boolean outside) {
    List<St> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      steps.add(step(depth, outside));
    }
    if (random.nextInt(3) == 0) {
      int at = random.nextInt(steps.size());
      int to = at + random.nextInt(steps.size() - at + 1);
      String target = to < steps.size() ? steps.get(to).name() : "exit";
      steps.add(at, new St.Switch(named("choose"), test(), target));
    }
    return steps;
  }

  private St step(int depth, boolean outside) {
    Optional<Ex> when = random.nextInt(4) == 0 ? Optional.of(test()) : Optional.empty();
    int kind = random.nextInt(depth > 0 ? 12 : 6);
    return switch (kind) {
      case 0 -> new St.Whole(named("whole"), when, whole(2));
      case 1, 2 -> set(when, outside);
      case 3, 4, 5 -> outside ? act(when) : set(when, false);
      case 6, 7 -> new St.Do(named("do"), when, block(depth - 1, 1 + random.nextInt(3), outside));
      case 8 -> loop(when, depth, outside);
      case 9 -> {
        List<St> branches = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          String name = named("branch");
          branches.add(new St.Do(name, Optional.empty(), block(depth - 1, 2, false)));
        }
        yield new St.Fork(named("fork"), when, branches);
      }
      default -> attempt(when, depth, outside);
    };
  }

  private St set(Optional<Ex> when, boolean outside) {
    Map<String, Ex> value = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      value.put(pick(NAMES), any(2));
    }
    boolean exports = outside && random.nextInt(3) == 0;
    Optional<Ex> export = exports ? Optional.of(made(1)) : Optional.empty();
    return new St.SetData(named("set"), when, value, export);
  }

  private St act(Optional<Ex> when) {
    return switch (random.nextInt(5)) {
      case 0 -> new St.Panel(named("panel"), when, whole(1));
      case 1 -> new St.Ask(named("ask"), when, whole(1), random.nextBoolean());
      default ->
          new St.Call(named("call"), when, pick(List.of("scorer", "plain", "keeper")), whole(2));
    };
  }

  private St loop(Optional<Ex> when, int depth, boolean outside) {
    Ex in =
        random.nextInt(3) == 0
            ? new Ex.Mix(Ex.Mix.Kind.LIST, List.of(any(1), any(1)))
            : new Ex.Get(random.nextBoolean() ? new Ex.Dot() : new Ex.Var("input"), "list");
    Optional<Ex> goOn = random.nextInt(3) == 0 ? Optional.of(test()) : Optional.empty();
    return new St.For(named("loop"), when, in, goOn, block(depth - 1, 2, outside));
  }

  private St attempt(Optional<Ex> when, int depth, boolean outside) {
    List<St> body = block(depth - 1, 2, outside);
    if (random.nextBoolean()) {
      Optional<Ex> raised = random.nextBoolean() ? Optional.of(test()) : Optional.empty();
      body.add(new St.Raise(named("raise"), raised, any(1)));
    }
    Optional<Ex> caught = random.nextInt(3) == 0 ? Optional.of(test()) : Optional.empty();
    return new St.Try(named("try"), when, body, caught, block(depth - 1, 2, outside));
  }

  /** Something that is true about as often as not. */
  private Ex test() {
    return new Ex.Mix(
        Ex.Mix.Kind.SAME,
        random.nextBoolean()
            ? List.of(
                new Ex.Mix(Ex.Mix.Kind.TYPE, List.of(part())),
                new Ex.Text(pick(List.of("object", "number", "null", "string"))))
            : List.of(part(), part()));
  }

  private Ex source() {
    return switch (random.nextInt(6)) {
      case 0 -> new Ex.Var("context");
      case 1 -> new Ex.Var("input");
      default -> new Ex.Dot();
    };
  }

  private Ex part() {
    // What is no object makes the whole expression fail, and such runs end soon.
    String within = random.nextInt(8) == 0 ? "name" : "nested";
    return random.nextInt(8) == 0
        ? new Ex.Get(new Ex.Get(source(), within), pick(List.of("id", "secret", "x")))
        : new Ex.Get(source(), pick(NAMES));
  }

  /** An object, most likely. */
  private Ex whole(int depth) {
    return switch (depth > 0 ? random.nextInt(7) : 0) {
      case 0 -> source();
      case 1, 2 -> made(depth - 1);
      case 3 -> new Ex.Del(whole(depth - 1), List.of(pick(NAMES), pick(NAMES)));
      case 4 -> new Ex.Plus(whole(depth - 1), made(depth - 1));
      case 5 -> new Ex.Assign(whole(depth - 1), pick(NAMES), any(depth - 1), random.nextBoolean());
      default ->
          choices
              ? new Ex.Choose(test(), whole(depth - 1), whole(depth - 1))
              : new Ex.Plus(source(), made(depth - 1));
    };
  }

  private Ex.Make made(int depth) {
    Map<String, Ex> fields = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      fields.put(pick(NAMES), any(depth));
    }
    return new Ex.Make(fields);
  }

  private Ex any(int depth) {
    return switch (depth > 0 ? random.nextInt(8) : 6) {
      case 0 -> whole(depth - 1);
      case 1 -> new Ex.Mix(Ex.Mix.Kind.LIST, List.of(any(depth - 1), any(depth - 1)));
      case 2 -> test();
      case 3 -> new Ex.Text("t" + random.nextInt(9));
      case 4 -> new Ex.Item(new Ex.Get(source(), "list"), random.nextInt(2));
      default -> part();
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
