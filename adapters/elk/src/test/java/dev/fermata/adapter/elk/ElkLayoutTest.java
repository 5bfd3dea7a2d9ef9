package dev.fermata.adapter.elk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Direction;
import dev.fermata.workflow.graph.Graph;
import dev.fermata.workflow.graph.Graph.Edge;
import dev.fermata.workflow.graph.Graph.Node;
import dev.fermata.workflow.graph.Kind;
import dev.fermata.workflow.graph.Mermaid;
import dev.fermata.workflow.graph.Svg;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ElkLayoutTest {
  private static final int WORKFLOWS = 150;

  private final ElkLayout layout = new ElkLayout();

  @Test
  void no_boxes_overlap_and_no_line_crosses_a_foreign_box_whatever_the_workflow() {
    for (long seed = 0; seed < WORKFLOWS; seed++) {
      Workflow workflow = Workflows.random(seed, 30);
      Graph graph = Graph.of(workflow, layout);
      assertThat(Geometry.faults(graph)).as("seed=%d", seed).isEmpty();
      assertThat(steps(graph)).as("seed=%d", seed).containsAll(workflow.steps().keySet());
    }
  }

  @Test
  void the_examples_are_drawn() {
    List<Workflow> examples = Workflows.in(Workflows.upwards("examples").orElseThrow());
    assertThat(examples).hasSizeGreaterThanOrEqualTo(5);
    for (Workflow workflow : examples) {
      Graph graph = Graph.of(workflow, layout);
      assertThat(Geometry.faults(graph)).as(workflow.id().toString()).isEmpty();
      assertThat(steps(graph)).containsAll(drawn(workflow));
    }
  }

  /** A step with a review is one box: its call, its checks and who mends it stand in that. */
  private static Set<StepId> drawn(Workflow workflow) {
    List<String> boxes =
        workflow.steps().values().stream()
            .filter(Step.Reviewed.class::isInstance)
            .map(step -> step.id().pointer() + "/")
            .toList();
    return workflow.steps().keySet().stream()
        .filter(id -> boxes.stream().noneMatch(id.pointer()::startsWith))
        .collect(Collectors.toSet());
  }

  @Test
  void equal_workflows_give_equal_graphs() {
    Workflow workflow = Workflows.random(7, 40);
    assertThat(Graph.of(workflow, new ElkLayout())).isEqualTo(Graph.of(workflow, layout));
  }

  @Test
  void five_hundred_steps_are_drawn_in_a_second_and_a_half() {
    Workflow workflow = large(500);
    Graph.of(workflow, layout);
    long began = System.nanoTime();
    Graph graph = Graph.of(workflow, layout);
    var took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println("500 steps: " + took.toMillis() + " ms, " + graph.nodes().size() + " boxes");
    assertThat(Geometry.faults(graph)).isEmpty();
    // What is measured is said above; a slow machine is no bug.
    assertThat(took).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void a_workflow_that_is_too_large_is_not_drawn() {
    Workflow workflow = large(Graph.BOX_LIMIT + 5);
    assertThatThrownBy(() -> Graph.of(workflow, layout))
        .isInstanceOf(Graph.TooLarge.class)
        .hasMessageContaining("read the outline instead");
  }

  @Test
  void a_long_row_is_read_from_the_top_to_the_bottom() {
    assertThat(Graph.of(large(30), layout).direction()).isEqualTo(Direction.DOWN);
    assertThat(Graph.of(large(2), layout).direction()).isEqualTo(Direction.DOWN);
    assertThat(Graph.of(Workflows.of(SIDE_BY_SIDE), layout).direction()).isEqualTo(Direction.RIGHT);
  }

  @Test
  void a_switch_has_a_line_for_each_case_and_one_for_all_others() {
    Graph graph = Graph.of(Workflows.of(CHOICE), layout);
    assertThat(graph.edges().stream().filter(e -> e.from().equals("/do/0/choose")))
        .extracting(Edge::label, Edge::to)
        .containsExactlyInAnyOrder(
            tuple("large", "/do/2/ask"),
            tuple("small", end(graph)),
            tuple("otherwise", "/do/1/note"));
  }

  @Test
  void what_is_skipped_goes_on_below_wherever_it_would_else_lead() {
    Graph graph =
        Graph.of(
            Workflows.of(
                """
                - stop: { if: .bad, raise: { error: { type: https://example.org/bad, status: 400 } } }
                - jump: { if: .again, set: { x: 1 }, then: stop }
                - last: { if: .late, set: { x: 2 } }
                """),
            layout);
    assertThat(graph.edges())
        .extracting(Edge::from, Edge::to, Edge::label, Edge::back)
        .contains(
            tuple("/do/0/stop", "/do/1/jump", "if not", false),
            tuple("/do/1/jump", "/do/0/stop", "", true),
            tuple("/do/1/jump", "/do/2/last", "if not", false),
            tuple("/do/2/last", end(graph), "", false))
        .hasSize(5);
  }

  @Test
  void a_picture_stands_alone_and_holds_no_markup_of_the_author() {
    Workflow workflow =
        Workflows.of("- ask: { set: { x: 1 }, if: '.a < 3 and .b == \"<script>\"' }");
    String svg = Svg.of(Graph.of(workflow, layout), "<b>");
    assertThat(svg)
        .contains("&lt;script&gt;", "prefers-color-scheme: dark")
        .doesNotContain("<script", "<b>");
    assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    assertThat(Mermaid.of(workflow)).startsWith("flowchart LR\n").doesNotContain("<script");
  }

  private static String end(Graph graph) {
    return graph.nodes().stream().filter(n -> n.kind() == Kind.END).findFirst().orElseThrow().id();
  }

  private static Set<StepId> steps(Graph graph) {
    return graph.nodes().stream().map(Node::step).collect(Collectors.toSet());
  }

  private static final String SIDE_BY_SIDE =
      """
      - both:
          fork:
            branches:
              - one: { wait: PT1M }
              - two: { wait: PT2M }
              - three: { wait: PT3M }
      """;

  private static final String CHOICE =
      """
      - choose:
          switch:
            - large: { when: .amount > 1000, then: ask }
            - small: { when: .amount < 10, then: end }
      - note: { set: { small: true } }
      - ask:
          call: human
          with: { team: clerks, question: May it go?, answers: { yes: It goes., no: It stays. }, due: PT4H, otherwise: raise }
      """;

  private static Workflow large(int steps) {
    var text = new StringBuilder();
    for (int i = 0; i < steps; i++) {
      if (i % 10 == 0) {
        text.append(
            "- choose%d: { switch: [ { big: { when: .x > %d, then: step%d } } ] }\n"
                .formatted(i, i, Math.min(i + 5, steps - 1)));
      } else {
        text.append(
            "- step%d: { call: tool, with: { server: bank, name: book%d, arguments: {} } }\n"
                .formatted(i, i));
      }
    }
    return Workflows.of(text.toString());
  }
}
