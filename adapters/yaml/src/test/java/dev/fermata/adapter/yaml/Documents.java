package dev.fermata.adapter.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Documents to test readers with. */
final class Documents {
  /** What every workflow begins with; the steps begin in line 3. */
  static final String HEAD =
      """
      document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0', metadata: { owner: ops } }
      do:
      """;

  private Documents() {}

  static Document document(String source) {
    return switch (new YamlParser().parse(source)) {
      case Document.Parsed.Good(var document) -> document;
      case Document.Parsed.Broken(var complaints) ->
          throw new AssertionError("not YAML: " + complaints);
    };
  }

  static Workflow workflow(String source) {
    return good(WorkflowReader.read(document(source)));
  }

  /** A workflow of those steps, each indented by two. */
  static Workflow steps(String steps) {
    return workflow(HEAD + steps.indent(2));
  }

  /** The complaints about a workflow of those steps, in line 3 and below. */
  static List<String> complaintsAbout(String steps) {
    return complaints(WorkflowReader.read(document(HEAD + steps.indent(2))));
  }

  static <T> T good(Read<T> read) {
    return switch (read) {
      case Read.Good<T>(var value, _) -> value;
      case Read.Broken<T>(var complaints) ->
          throw new AssertionError("not read:\n" + String.join("\n", texts(complaints)));
    };
  }

  /** All complaints, warnings among them. */
  static List<String> complaints(Read<?> read) {
    return switch (read) {
      case Read.Good<?>(_, var warnings) -> texts(warnings);
      case Read.Broken<?>(var complaints) -> texts(complaints);
    };
  }

  static List<String> texts(List<Complaint> complaints) {
    return complaints.stream().map(Object::toString).toList();
  }

  static List<Path> filesIn(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
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

  static String resource(String name) {
    try (var in = Documents.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}
