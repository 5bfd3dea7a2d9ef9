package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.complaintsAbout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.fermata.value.Complaint;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.WorkflowReader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is told about workflows that are wrong: where, what, and what to do. */
class WorkflowComplaintsTest {
  @TestFactory
  Stream<DynamicTest> one_fault_gets_one_complaint_with_its_place() {
    return Arrays.stream(Documents.resource("complaints.txt").split("\n\n"))
        .filter(block -> !block.startsWith("#"))
        .map(block -> {
          int arrow = block.indexOf("\n=> ");
          String steps = block.substring(0, arrow);
          String complaint = block.substring(arrow + 4).strip();
          return dynamicTest(
              steps, () -> assertThat(complaintsAbout(steps)).containsExactly(complaint));
        });
  }

  @Test
  void all_that_is_wrong_is_told_at_once_and_in_the_order_of_the_file() {
    var read = WorkflowReader.read(Documents.document(Documents.resource("broken.yaml")));
    assertThat(read).isInstanceOf(Read.Broken.class);
    assertThat(String.join("\n", Documents.complaints(read)))
        .isEqualTo(Documents.resource("broken.txt").strip());
  }

  @Test
  void what_is_no_workflow_at_all_is_told() {
    assertThat(Documents.complaints(WorkflowReader.read(Documents.document("[a]"))))
        .containsExactly("1:1 the document is a list; give an object with 'document' and 'do'");
    assertThat(Documents.complaints(WorkflowReader.read(Documents.document("{}"))))
        .containsExactly(
            "1:1 'document' is missing; give it dsl, namespace, name, version and metadata.owner",
            "1:1 'do' is missing; give the steps of the workflow");
  }

  @Test
  void a_complaint_leads_to_the_part_by_its_pointer() {
    var read =
        WorkflowReader.read(
            Documents.document(Documents.HEAD + "  - a: { set: { x: 1 }, 'i/f': 1 }"));
    assertThat(((Read.Broken<?>) read).complaints())
        .extracting(Complaint::pointer)
        .containsExactly("/do/0/a/i~1f");
  }

  @Test
  void a_warning_alone_keeps_nothing_out() {
    var read =
        WorkflowReader.read(
            Documents.document(Documents.HEAD + "  - a: { set: { x: 'Dear ${ .name }' } }"));
    assertThat(read).isInstanceOf(Read.Good.class);
    assertThat(Documents.complaints(read)).singleElement().asString().startsWith("3:17 the text");
  }

  @Test
  void a_definition_that_nothing_uses_is_checked_and_warned_of() {
    String source =
        Documents.HEAD
            + "  - a: { set: { x: 1 } }\nuse: { errors: { gone: { type: 'urn:x', status: 1 } } }";
    assertThat(Documents.complaints(WorkflowReader.read(Documents.document(source))))
        .containsExactly(
            "4:18 'gone' is never used; use it or remove it",
            "4:41 'status' is the number 1; give a whole number from 100 to 599");
  }

  @Test
  void a_faulty_definition_is_told_once_however_often_it_is_used() {
    String source =
        Documents.HEAD
            + "  - a: { wait: PT1S, timeout: t }\n"
            + "  - b: { wait: PT1S, timeout: t }\n"
            + "use: { timeouts: { t: { after: never } } }";
    assertThat(Documents.complaints(WorkflowReader.read(Documents.document(source)))).hasSize(1);
  }

  @Test
  void no_more_than_a_hundred_complaints_are_told() {
    var steps = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      steps.append("- a%d: { set: { x: 1 }, nope: 1 }\n".formatted(i));
    }
    assertThat(complaintsAbout(steps.toString()))
        .hasSize(101)
        .last()
        .isEqualTo("? there are 50 more complaints; correct these first");
  }

  @Test
  void a_message_shows_nothing_that_hides_in_the_file() {
    String hidden = "\\e[31m\\u202E" + "z".repeat(200);
    assertThat(complaintsAbout("- a: { set: { x: 1 }, then: \"b" + hidden + "\" }"))
        .singleElement()
        .asString()
        .contains("'b\\u001b[31m\\u202ezzz")
        .contains("…'")
        .hasSizeLessThan(300);
  }
}
