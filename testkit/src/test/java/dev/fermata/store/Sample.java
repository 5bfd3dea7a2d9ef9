package dev.fermata.store;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.RosterReader.Entry;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small workflow that is played while the disk fails.
 *
 * @param number tells apart its folder and its choices
 * @param cancelled whether a person cancels the run when it first asks for a person
 */
record Sample(int number, String source, boolean cancelled) {
  private static final int LARGE = 1000;
  private static final String HEAD =
      """
      document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0', \
      metadata: { owner: owners, limits: { sameCall: 1000 } } }
      """;

  /** Agents and tools; {@code mailer} and {@code book} are irreversible and honour no key. */
  static final List<String> ROSTER =
      List.of(
          "{ agent: scorer, owner: owners, kind: java, effect: read }",
          "{ agent: mailer, owner: owners, kind: java }",
          """
          server: bank
          owner: owners
          kind: java
          tools:
            book: { effect: irreversible }
            pay: { effect: irreversible, keyed: true }
            look: { effect: read }
          """);

  private static final String READ = "{ call: agent, with: { agent: scorer } }";
  private static final String MAIL = "{ call: agent, with: { agent: mailer } }";
  private static final String BOOK = "{ call: tool, with: { server: bank, name: book } }";
  private static final String PAY = "{ call: tool, with: { server: bank, name: pay } }";
  private static final String WAIT = "{ wait: { milliseconds: 3 } }";
  private static final String FAIL =
      "{ raise: { error: { type: 'https://x.dev/no', status: 422 } } }";
  private static final String ASK =
      "{ call: human, with: { team: clerks, question: Go?, answers: { go: on }, due: PT4H } }";

  /** One step each; the name goes in for N. */
  private static final Map<String, String> STEPS = new LinkedHashMap<>();

  static {
    STEPS.put("set", "{ N: { set: { n: '${ [range(300)] }' } } }");
    STEPS.put("read", "{ N: " + READ + " }");
    STEPS.put("mail", "{ N: " + MAIL + " }");
    STEPS.put("book", "{ N: " + BOOK + " }");
    STEPS.put("pay", "{ N: " + PAY + " }");
    STEPS.put("wait", "{ N: " + WAIT + " }");
    STEPS.put("human", "{ N: " + ASK + " }");
    STEPS.put("look", "{ N: { call: tool, with: { server: bank, name: look } } }");
    STEPS.put(
        "deadline",
        "{ N: { call: human, with: { team: nobody, question: Go?, answers: { go: on },"
            + " due: PT0.004S, otherwise: go } } }");
    STEPS.put(
        "nested", "{ N: { do: [ { b: { do: [ { c: " + MAIL + " }, { d: " + READ + " } ] } } ] } }");
    STEPS.put(
        "loop",
        "{ N: { for: { each: x, in: '${ [1,2,3] }' }, do: [ { p: { call: tool, with: { server: bank,"
            + " name: pay, arguments: { x: '${ $x }' } } } }, { q: { call: tool, with:"
            + " { server: bank, name: book, arguments: { x: '${ $x }' } } } } ] } }");
    STEPS.put(
        "fork",
        "{ N: { fork: { branches: [ { a: %s }, { b: %s }, { c: %s }, { d: %s } ] } } }"
            .formatted(READ, MAIL, PAY, WAIT));
    STEPS.put(
        "blocks",
        "{ N: { fork: { branches: [ { a: { do: [ { e: %s }, { f: %s }, { g: %s } ] } },"
                .formatted(MAIL, WAIT, BOOK)
            + " { b: { do: [ { h: %s }, { i: %s } ] } } ] } } }".formatted(READ, ASK));
    STEPS.put(
        "panel",
        "{ N: { call: panel, with: { members: { x: { agent: scorer }, y: { agent: mailer } },"
            + " agreeOn: same, conflict: { by: raise } } } }");
    STEPS.put(
        "conflict",
        "{ N: { call: panel, with: { members: { x: { agent: scorer }, y: { agent: mailer } },"
            + " agreeOn: by, conflict: { by: person, team: clerks, question: Which?,"
            + " answers: { go: on }, due: PT4H } } } }");
    STEPS.put(
        "caught",
        "{ N: { try: [ { a: %s }, { b: %s } ], catch: { do: [ { c: %s } ] } } }"
            .formatted(MAIL, FAIL, BOOK));
    STEPS.put(
        "retried",
        "{ N: { try: [ { a: %s }, { b: %s }, { c: %s } ], catch: { retry: { delay: PT0.003S,"
                .formatted(MAIL, PAY, FAIL)
            + " limit: { attempt: { count: 2 } } }, do: [ { d: %s } ] } } }".formatted(BOOK));
    STEPS.put("fails", "{ N: " + FAIL + " }");
  }

  /** So many samples, always the same: each step alone, then two to four together. */
  static List<Sample> all(int count) {
    List<Sample> samples = new ArrayList<>();
    List<String> steps = List.copyOf(STEPS.values());
    for (int i = 0; i < count; i++) {
      List<String> chosen = new ArrayList<>();
      if (i < steps.size()) {
        chosen.add(steps.get(i));
      } else {
        var random = new Random(i);
        for (int n = 2 + random.nextInt(3); n > 0; n--) {
          chosen.add(steps.get(random.nextInt(steps.size() - 1)));
        }
      }
      boolean cancelled = i % 5 == 4;
      if (cancelled) {
        chosen.add("{ N: " + ASK + " }");
      }
      samples.add(new Sample(i, text(chosen), cancelled));
    }
    return samples;
  }

  /** One whose facts are so many that the log is moved into the file while it runs. */
  static Sample large() {
    String steps =
        "{ N: { for: { each: x, in: '${ [range(90)] }' }, do: [ { a: { set:"
            + " { n: '${ [range(40000)] }' } } }, { b: "
            + PAY
            + " } ] } }";
    return new Sample(LARGE, text(List.of(steps)), false);
  }

  private static String text(List<String> steps) {
    List<String> named = new ArrayList<>();
    for (String step : steps) {
      named.add(step.replace("N:", "s" + named.size() + ":"));
    }
    return HEAD + "do: [ " + String.join(", ", named) + " ]\n";
  }

  /** Whether the run lives in two processes one after the other, so that the log is closed once. */
  boolean restarts() {
    return number % 2 == 1;
  }

  /** Whether a snapshot is worth it early. */
  boolean snaps() {
    return number % 3 == 0;
  }

  static Workflow workflow(String source) {
    return switch (WorkflowReader.read(document(source))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) -> throw new AssertionError(complaints);
    };
  }

  static List<Entry> roster() {
    return ROSTER.stream()
        .map(file ->
            switch (RosterReader.read(document(file), "/")) {
              case Read.Good<Entry>(var entry, _) -> entry;
              case Read.Broken<Entry>(var complaints) -> throw new AssertionError(complaints);
            })
        .toList();
  }

  private static Document document(String text) {
    return switch (new YamlParser().parse(text)) {
      case Document.Parsed.Good(var document) -> document;
      case Document.Parsed.Broken(var complaints) -> throw new AssertionError(complaints);
    };
  }
}
