package dev.fermata.adapter.elk;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Workflows to draw: from files, from text, and from a seed. */
final class Workflows {
  private static final String HEAD =
      """
      document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0', metadata: { owner: ops } }
      do:
      """;

  private Workflows() {}

  /** The workflow of those steps. */
  static Workflow of(String steps) {
    return switch (new YamlParser().parse(HEAD + steps.indent(2))) {
      case Document.Parsed.Broken(var complaints) ->
          throw new AssertionError(complaints + "\n" + steps);
      case Document.Parsed.Good(var document) ->
          switch (WorkflowReader.read(document)) {
            case Read.Broken<Workflow>(var complaints) ->
                throw new AssertionError(complaints + "\n" + steps);
            case Read.Good<Workflow>(var workflow, _) -> workflow;
          };
    };
  }

  /** Empty where it does not lint, or is no workflow. */
  static Optional<Workflow> read(String source) {
    return new YamlParser().parse(source) instanceof Document.Parsed.Good(var document)
            && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)
        ? Optional.of(workflow)
        : Optional.empty();
  }

  /** The nearest folder of that name, looking in the working folder and all that hold it. */
  static Optional<Path> upwards(String name) {
    Path here = Path.of("").toAbsolutePath();
    while (here != null) {
      if (Files.isDirectory(here.resolve(name))) {
        return Optional.of(here.resolve(name));
      }
      here = here.getParent();
    }
    return Optional.empty();
  }

  /** All files of a folder that can be read as workflows. */
  static List<Workflow> in(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .flatMap(file -> read(text(file)).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A workflow of about that many steps, in all shapes. */
  static Workflow random(long seed, int steps) {
    var writer = new Writer(new Random(seed), steps);
    return of(writer.block(0, 1 + Math.min(steps, 3 + writer.random.nextInt(6))));
  }

  private static final class Writer {
    private static final int DEPTH = 4;

    private final Random random;
    private int left;
    private int count;

    Writer(Random random, int left) {
      this.random = random;
      this.left = left;
    }

    String block(int depth, int size) {
      int first = count + 1;
      var names = new java.util.ArrayList<String>();
      for (int i = 0; i < size; i++) {
        names.add("step" + (first + i));
      }
      count += size;
      var text = new StringBuilder();
      for (String name : names) {
        text.append("- ").append(name).append(":\n").append(step(depth, names).indent(4));
      }
      return text.toString();
    }

    private String step(int depth, List<String> names) {
      left--;
      String then = random.nextInt(6) == 0 ? "then: " + target(names) + "\n" : "";
      String when = random.nextInt(8) == 0 ? "if: .x > 3\n" : "";
      int kind = random.nextInt(depth < DEPTH && left > 0 ? 16 : 10);
      return when + body(kind, depth, names, then);
    }

    private String body(int kind, int depth, List<String> names, String then) {
      return switch (kind) {
        case 0 -> then + "set: { a: 1, someLongerName: two }";
        case 1 -> then + "wait: PT10M";
        case 2 ->
            "raise: { error: { type: https://example.org/broken, status: 500, title: It broke } }";
        case 3, 4 -> choice(names);
        case 5 ->
            then + "call: tool\nwith: { server: core-banking, name: book_loan, arguments: {} }";
        case 6 -> then + panel();
        case 7 ->
            then
                + "call: human\nwith: { team: clerks, question: Is it?, answers: { yes: A., no: B. }, due: PT1H, otherwise: raise }";
        case 8, 9 -> then + "call: agent\nwith: { agent: some-agent, input: {} }";
        case 10 -> then + "do:\n" + inner(depth, 2);
        case 11, 12 -> "for: { each: item, in: .items }\n" + then + "do:\n" + inner(depth, 2);
        case 13 -> fork(depth, then);
        case 14 ->
            then + "try:\n" + inner(depth, 2) + "catch:\n  do:\n" + inner(depth, 2).indent(2);
        default ->
            then
                + "try:\n"
                + inner(depth, 1)
                + "catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }";
      };
    }

    private String inner(int depth, int size) {
      return block(depth + 1, 1 + random.nextInt(size + 1)).indent(2);
    }

    private String fork(int depth, String then) {
      var text =
          new StringBuilder(then + "fork:\n  compete: " + random.nextBoolean() + "\n  branches:\n");
      for (int i = 2 + random.nextInt(3); i > 0; i--) {
        String name = "branch" + (++count);
        text.append("    - ").append(name).append(":\n");
        text.append(step(depth + 1, List.of(name)).indent(8));
      }
      return text.toString();
    }

    private String choice(List<String> names) {
      var text = new StringBuilder("switch:\n");
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        text.append("  - case%d: { when: .x == %d, then: %s }\n".formatted(i, i, target(names)));
      }
      return random.nextBoolean()
          ? text.toString()
          : text + "  - other: { then: " + target(names) + " }\n";
    }

    private String panel() {
      return """
      call: panel
      with:
        input: {}
        members: { first: { agent: one }, second: { agent: two }, third: { agent: three } }
        agreeOn: answer
        conflict: { by: %s }
      """
          .formatted(random.nextBoolean() ? "raise" : "senior, member: first");
    }

    private String target(List<String> names) {
      int at = random.nextInt(names.size() + 3);
      return at < names.size()
          ? names.get(at)
          : List.of("exit", "end", "continue").get(at - names.size());
    }
  }
}
