package dev.fermata.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.workflow.Read;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import dev.fermata.workflow.words.Change;
import dev.fermata.workflow.words.Changes;
import dev.fermata.workflow.words.Outline;
import dev.fermata.workflow.words.Outline.Item;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Workflows in plain sentences, and what changed between two of them. */
class WordsTest {
  private static final String HUMAN =
      """
      - sign:
          call: human
          with:
            team: clerks
            question: '${ "Pay " + .amount + " now?" }'
            answers: { yes: The money leaves., no: Nothing happens. }
            due: PT4H
            escalate: [heads, board]
            otherwise: no
      """;

  @Test
  void a_person_is_asked_with_all_that_follows() {
    assertThat(Outline.of(Documents.steps(HUMAN)))
        .extracting(Item::depth, Item::name, Item::text, Item::people)
        .containsExactly(
            tuple(0, "sign", "Ask clerks: \"Pay [.amount] now?\"", true),
            tuple(1, "", "\"yes\": The money leaves.", false),
            tuple(1, "", "\"no\": Nothing happens.", false),
            tuple(
                1,
                "",
                "If nobody answers in 4 hours, it goes to heads, then to board;"
                    + " if nobody answers then either, \"no\" counts.",
                false));
  }

  @Test
  void a_choice_says_where_each_case_leads() {
    Workflow workflow =
        Documents.steps(
            """
            - decide: { switch: [ { big: { when: '.x > 3', then: end } }, { small: { when: .y, then: last } } ] }
            - middle: { wait: PT90M, if: .slow, then: exit }
            - last: { raise: { error: { type: https://example.org/late, status: 500, title: Too late } } }
            """);
    assertThat(Outline.of(workflow))
        .extracting(Item::depth, Item::text)
        .containsExactly(
            tuple(0, "Choose how to go on:"),
            tuple(1, "If .x > 3, end the run."),
            tuple(1, "If .y, go to last."),
            tuple(1, "Otherwise, go on below."),
            tuple(0, "Only if .slow: Wait 1 hour 30 minutes."),
            tuple(1, "Then leave this part."),
            tuple(0, "Stop with the error \"Too late\"."));
  }

  @Test
  void every_step_of_every_example_is_in_its_outline() {
    List<Path> files = Documents.filesIn(Documents.upwards("examples").orElseThrow());
    assertThat(outlined(files)).isGreaterThanOrEqualTo(5);
  }

  @Test
  void every_example_of_the_language_that_lints_has_an_outline() {
    Optional<Path> folder =
        Optional.ofNullable(System.getProperty("fermata.spec"))
            .map(Path::of)
            .or(() -> Documents.upwards("shared/spec"));
    if (folder.isEmpty()) {
      System.err.println(
          "SKIPPED: no examples of the workflow language found; give -Dfermata.spec=<folder>");
    }
    assumeTrue(folder.isPresent(), "no examples found");
    assertThat(outlined(Documents.filesIn(folder.get().resolve("examples"))))
        .isGreaterThanOrEqualTo(18);
  }

  /** How many could be read; an owner is put in where only that is missing. */
  private static int outlined(List<Path> files) {
    int count = 0;
    for (Path file : files) {
      String source = Documents.text(file);
      String owned =
          source.replaceFirst("(?m)^document:\n", "document:\n  metadata: { owner: ops }\n");
      if (read(source).or(() -> read(owned)).isEmpty()) {
        continue;
      }
      count++;
      Workflow workflow = read(source).or(() -> read(owned)).orElseThrow();
      List<Item> items = Outline.of(workflow);
      Set<StepId> said = items.stream().map(Item::step).collect(Collectors.toSet());
      assertThat(said).as(file.toString()).containsAll(workflow.steps().keySet());
      assertThat(items)
          .as(file.toString())
          .allSatisfy(item -> assertThat(item.text()).isNotBlank());
      long people =
          workflow.steps().values().stream().filter(Step.Call.Human.class::isInstance).count();
      assertThat(items.stream().filter(Item::people).count()).isGreaterThanOrEqualTo(people);
      assertThat(Changes.between(workflow, workflow)).isEmpty();
    }
    System.out.printf("%d of %d files have an outline%n", count, files.size());
    return count;
  }

  private static Optional<Workflow> read(String source) {
    return new YamlParser().parse(source)
                instanceof dev.fermata.workflow.Document.Parsed.Good(var document)
            && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)
        ? Optional.of(workflow)
        : Optional.empty();
  }

  @Test
  void what_was_added_removed_moved_renamed_and_changed_is_told_step_by_step() {
    Workflow old =
        Documents.steps(
            """
            - one: { wait: PT1M }
            - two: { wait: PT2M }
            - three: { wait: PT3M }
            - four: { set: { a: 1 } }
            """
                + HUMAN);
    Workflow fresh =
        Documents.steps(
            """
            - three: { wait: PT3M }
            - one: { wait: PT1M }
            - fourth: { set: { a: 1 } }
            - five: { call: tool, with: { server: bank, name: pay, arguments: {} } }
            """
                + HUMAN.replace("PT4H", "PT8H").replace("clerks", "tellers"));
    assertThat(Changes.between(old, fresh))
        .extracting(change -> change.step().pointer(), Change::kind, Change::text)
        .containsExactly(
            tuple("/do/1/two", Change.Kind.REMOVED, "two is gone. It said: Wait 2 minutes."),
            tuple("/do/1/one", Change.Kind.MOVED, "one now stands after three."),
            tuple("/do/2/fourth", Change.Kind.CHANGED, "four is now called fourth."),
            tuple("/do/3/five", Change.Kind.ADDED, "five is new, after fourth: Have bank do pay."),
            tuple(
                "/do/4/sign",
                Change.Kind.CHANGED,
                "sign: who is asked changed from \"clerks\" to \"tellers\"."),
            tuple(
                "/do/4/sign",
                Change.Kind.CHANGED,
                "sign: the time to answer changed from \"PT4H\" to \"PT8H\"."));
  }

  @Test
  void a_change_deep_inside_is_told_of_the_step_that_it_is_in() {
    Workflow old =
        Documents.steps(
            "- each: { for: { in: .items }, do: [ { try1: { try: [ { a: { wait: PT1S } } ], catch: {} } } ] }\n");
    Workflow fresh =
        Documents.steps(
            "- each: { for: { in: .items }, do: [ { try1: { try: [ { a: { wait: PT5S } } ], catch: {} } } ] }\n");
    assertThat(Changes.between(old, fresh))
        .extracting(change -> change.step().pointer(), Change::text)
        .containsExactly(
            tuple(
                "/do/0/each/do/0/try1/try/0/a",
                "a: how long it waits changed from \"PT1S\" to \"PT5S\"."));
  }
}
