package dev.fermata.testkit;

import static dev.fermata.testkit.Script.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.run.bound.ChildLint;
import dev.fermata.run.bound.Shared;
import dev.fermata.value.Complaint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a workflow that runs others, before it runs. */
class ChildLintTest {
  private static final String CHILD =
      """
      document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0', metadata: { owner: owners } }
      input: { schema: { document: { type: object, properties: { n: { type: integer } } } } }
      do: [ { done: { set: { n: 1 } } } ]
      """;

  private static List<Complaint> complaints(String workflow) {
    Script script =
        given("do: [ { one: { run: { workflow: { namespace: test, " + workflow + " } } } } ]")
            .beside(CHILD);
    return ChildLint.complaints(
        script.workflow(),
        script.known(Script.jq(), 1, Shared.NOTHING).directory(),
        new JsonSchemas());
  }

  @Test
  void a_workflow_that_is_published_is_found_by_version_or_as_the_latest() {
    assertThat(complaints("name: kid, version: '1.0.0', input: { n: 1 }")).isEmpty();
    assertThat(complaints("name: kid")).isEmpty();
    assertThat(complaints("name: kid, version: latest, input: { n: '${ .m }' }")).isEmpty();
  }

  @Test
  void a_workflow_that_is_not_published_is_an_error() {
    assertThat(complaints("name: kid, version: '2.0.0'"))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.level()).isEqualTo(Complaint.Level.ERROR);
          assertThat(c.message()).contains("test/kid@2.0.0", "publish it first");
          assertThat(c.pointer()).isEqualTo("/do/0/one/run/workflow");
        });
  }

  @Test
  void a_literal_input_must_fit_a_pinned_version_and_should_fit_the_latest() {
    assertThat(complaints("name: kid, version: '1.0.0', input: { n: many }"))
        .extracting(Complaint::level)
        .containsExactly(Complaint.Level.ERROR);
    assertThat(complaints("name: kid, version: latest, input: { n: many }"))
        .extracting(Complaint::level)
        .containsExactly(Complaint.Level.WARNING);
  }

  @Test
  void a_workflow_that_runs_itself_is_warned_of() {
    assertThat(complaints("name: sample, version: latest"))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.level()).isEqualTo(Complaint.Level.WARNING);
          assertThat(c.message()).contains("runs itself");
        });
  }

  @Test
  void what_is_no_workflow_is_not_run() {
    assertThatThrownBy(() -> given("do: [ { one: { run: { shell: { command: rm } } } } ]"))
        .hasMessageContaining("'run: shell'");
  }
}
