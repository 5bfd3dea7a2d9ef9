package dev.fermata.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Reads the example workflows of the language's makers. They are not part of the repository: name
 * their folder with {@code -Dfermata.spec=…}, or have {@code shared/spec} beside or above it.
 */
class SpecExamplesTest {
  @Test
  void every_example_is_read_or_refused_for_what_this_version_does_not_run() {
    Optional<Path> folder =
        Optional.ofNullable(System.getProperty("fermata.spec"))
            .map(Path::of)
            .or(() -> Documents.upwards("shared/spec"));
    if (folder.isEmpty()) {
      System.err.println(
          "SKIPPED: no examples of the workflow language found; give -Dfermata.spec=<folder>");
    }
    assumeTrue(folder.isPresent(), "no examples found");

    List<Path> files = Documents.filesIn(folder.get().resolve("examples"));
    assertThat(files).hasSizeGreaterThan(50);
    int good = 0;
    for (Path file : files) {
      Read<Workflow> read = WorkflowReader.read(Documents.document(Documents.text(file)));
      List<String> unexpected =
          Documents.complaints(read).stream()
              .filter(said -> !said.contains("not run by this version"))
              .filter(said -> !said.contains("'metadata' is missing"))
              .toList();
      assertThat(unexpected).as(file.getFileName().toString()).isEmpty();
      good += Documents.complaints(read).size() == 1 ? 1 : 0;
    }
    System.out.printf("%d of %d examples lack only an owner%n", good, files.size());
    assertThat(good).isGreaterThanOrEqualTo(18);
  }
}
