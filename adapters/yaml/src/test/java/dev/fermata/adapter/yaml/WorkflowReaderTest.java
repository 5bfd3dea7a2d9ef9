package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.steps;
import static dev.fermata.adapter.yaml.Documents.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Template;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkflowReaderTest {
  @Test
  void a_workflow_says_who_it_is_and_whose() {
    String source =
        """
        document:
          dsl: '1.0.3'
          namespace: lending
          name: loans
          version: 2.1.0-rc.1
          title: Loans
          summary: Decides about loans.
          tags: { area: credit }
          metadata: { owner: credit-ops, subject: '${ .application.id }', effect: irreversible, more: [1] }
        input: { schema: { document: { type: object } }, from: .application }
        output: { as: '${ { id } }' }
        timeout: { after: { days: 2 } }
        do:
          - done: { set: { a: 1 } }
        """;
    Workflow workflow = workflow(source);

    assertThat(workflow.id()).hasToString("lending/loans@2.1.0-rc.1");
    assertThat(workflow.title()).isEqualTo("Loans");
    assertThat(workflow.summary()).isEqualTo("Decides about loans.");
    assertThat(workflow.owner()).isEqualTo("credit-ops");
    assertThat(workflow.subject().orElseThrow().jq()).isEqualTo(".application.id");
    assertThat(workflow.timeout()).contains(new Step.Timeout.Fixed(Duration.ofDays(2)));
    assertThat(workflow.input().orElseThrow().schema())
        .contains(Json.parse("{\"type\":\"object\"}"));
    assertThat(json(workflow.input().orElseThrow().shape())).isEqualTo("\"${ .application }\"");
    assertThat(json(workflow.output().orElseThrow().shape())).isEqualTo("\"${ { id } }\"");
    assertThat(workflow.digest()).isEqualTo(Digest.of(source));
    assertThat(workflow.definition().member("do")).isPresent();
    assertThat(workflow.at()).isEqualTo(new SourcePosition(1, 1));
  }

  @Test
  void a_workflow_without_a_title_has_its_name() {
    assertThat(steps("- a: { set: { x: 1 } }").title()).isEqualTo("sample");
  }

  @Test
  void every_step_may_have_the_common_fields() {
    var head =
        only("""
        - a:
            if: .go
            input: { from: { x: '${ .x }' }, schema: { format: json, document: true } }
            set: { y: '${ .x }' }
            output: { as: .y }
            export: { as: '${ $context + . }' }
            timeout: { after: '${ .patience }' }
            then: end
            metadata: { effect: irreversible, why: unsure }
        """)
            .head();

    assertThat(head.id()).isEqualTo(new StepId("/do/0/a"));
    assertThat(head.name()).isEqualTo("a");
    assertThat(head.when()).contains(new Expr(".go", new SourcePosition(4, 7)));
    assertThat(json(head.input().orElseThrow().shape())).isEqualTo("{\"x\":\"${ .x }\"}");
    assertThat(head.input().orElseThrow().schema()).contains(Json.of(true));
    assertThat(json(head.output().orElseThrow().shape())).isEqualTo("\"${ .y }\"");
    assertThat(json(head.export().orElseThrow().shape())).isEqualTo("\"${ $context + . }\"");
    assertThat(head.timeout().orElseThrow())
        .isEqualTo(new Step.Timeout.Computed(new Expr(".patience", new SourcePosition(9, 18))));
    assertThat(head.then()).isEqualTo(new Step.Flow.End());
    assertThat(head.metadata().text("why")).contains("unsure");
    assertThat(head.at()).isEqualTo(new SourcePosition(3, 5));
  }

  @Test
  void a_step_goes_where_then_says() {
    var body =
        steps(
                """
                - a: { set: { x: 1 }, then: c }
                - b: { set: { x: 1 }, then: exit }
                - c: { set: { x: 1 }, then: continue }
                - d: { set: { x: 1 } }
                """)
            .body();
    assertThat(body.steps().stream().map(step -> step.head().then()))
        .containsExactly(
            new Step.Flow.To("c"),
            new Step.Flow.Exit(),
            new Step.Flow.Continue(),
            new Step.Flow.Continue());
  }

  @Test
  void set_takes_an_object_or_an_expression() {
    assertThat(json(((Step.SetData) only("- a: { set: { x: [1, '${ .y }'] } }")).value()))
        .isEqualTo("{\"x\":[1,\"${ .y }\"]}");
    assertThat(json(((Step.SetData) only("- a: { set: .y }")).value())).isEqualTo("\"${ .y }\"");
  }

  @Test
  void switch_has_cases_in_their_order() {
    var step =
        (Step.Switch)
            only(
                """
                - a:
                    switch:
                      - small: { when: .x < 3, then: exit }
                      - large: { when: '${ .x > 9 }', then: end }
                      - other: { then: a }
                """);
    assertThat(step.cases())
        .containsExactly(
            new Step.Switch.Case(
                "small",
                Optional.of(new Expr(".x < 3", new SourcePosition(5, 20))),
                new Step.Flow.Exit()),
            new Step.Switch.Case(
                "large",
                Optional.of(new Expr(".x > 9", new SourcePosition(6, 20))),
                new Step.Flow.End()),
            new Step.Switch.Case("other", Optional.empty(), new Step.Flow.To("a")));
  }

  @Test
  void for_names_its_variables_or_calls_them_item_and_index() {
    var named =
        (Step.For)
            only(
                """
                - a:
                    for: { each: pet, at: n, in: .pets }
                    while: .more
                    do: [ { b: { set: { x: '${ $pet }' } } } ]
                """);
    assertThat(named.each()).isEqualTo("pet");
    assertThat(named.at()).isEqualTo("n");
    assertThat(named.in().jq()).isEqualTo(".pets");
    assertThat(named.until().orElseThrow().jq()).isEqualTo(".more");
    assertThat(named.body().id()).isEqualTo(new StepId("/do/0/a/do"));
    assertThat(named.body().steps().getFirst().id()).isEqualTo(new StepId("/do/0/a/do/0/b"));

    var plain = (Step.For) only("- a: { for: { in: .x }, do: [ { b: { set: { x: 1 } } } ] }");
    assertThat(plain.each() + plain.at()).isEqualTo("itemindex");
  }

  @Test
  void fork_has_a_block_for_each_branch() {
    var workflow =
        steps(
            """
            - a:
                fork:
                  compete: true
                  branches:
                    - zebra: { wait: PT1S }
                    - ape: { do: [ { in: { wait: PT2S } } ] }
            """);
    var fork = (Step.Fork) workflow.body().steps().getFirst();
    assertThat(fork.compete()).isTrue();
    assertThat(fork.branches().keySet()).containsExactly("zebra", "ape");
    Block ape = fork.branches().getOrDefault("ape", new Block(new StepId(""), List.of()));
    assertThat(ape.id()).isEqualTo(new StepId("/do/0/a/fork/branches/1"));
    assertThat(ape.steps().getFirst().id()).isEqualTo(new StepId("/do/0/a/fork/branches/1/ape"));
    assertThat(workflow.blocks().keySet().stream().map(StepId::pointer))
        .containsExactlyInAnyOrder(
            "/do",
            "/do/0/a/fork/branches/0",
            "/do/0/a/fork/branches/1",
            "/do/0/a/fork/branches/1/ape/do");
    assertThat(workflow.steps().keySet().stream().map(StepId::pointer))
        .containsExactlyInAnyOrder(
            "/do/0/a",
            "/do/0/a/fork/branches/0/zebra",
            "/do/0/a/fork/branches/1/ape",
            "/do/0/a/fork/branches/1/ape/do/0/in");
  }

  @Test
  void try_catches_and_retries() {
    var step =
        (Step.Try)
            only(
                """
                - a:
                    try: [ { b: { set: { x: 1 } } } ]
                    catch:
                      errors: { with: { type: urn:e, status: 503, details: gone } }
                      as: fault
                      when: $fault.status > 500
                      exceptWhen: '${ .stop }'
                      retry:
                        when: .again
                        exceptWhen: .never
                        delay: { seconds: 3 }
                        backoff: { exponential: {} }
                        jitter: { from: PT0S, to: PT0.5S }
                        limit: { attempt: { count: 5, duration: PT10S }, duration: PT1M }
                      do: [ { c: { set: { x: '${ $fault }' } } } ]
                """);
    assertThat(step.body().id()).isEqualTo(new StepId("/do/0/a/try"));
    Step.Catch handler = step.handler();
    assertThat(handler.with())
        .isEqualTo(
            Map.of("type", Json.of("urn:e"), "status", Json.of(503), "detail", Json.of("gone")));
    assertThat(handler.as()).isEqualTo("fault");
    assertThat(handler.when().orElseThrow().jq()).isEqualTo("$fault.status > 500");
    assertThat(handler.exceptWhen().orElseThrow().jq()).isEqualTo(".stop");
    assertThat(handler.body().orElseThrow().id()).isEqualTo(new StepId("/do/0/a/catch/do"));
    assertThat(handler.retry().orElseThrow())
        .isEqualTo(
            new Step.Retry(
                Optional.of(new Expr(".again", new SourcePosition(11, 11))),
                Optional.of(new Expr(".never", new SourcePosition(12, 11))),
                Duration.ofSeconds(3),
                Step.Backoff.EXPONENTIAL,
                Duration.ZERO,
                Duration.ofMillis(500),
                5,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10)));
  }

  @Test
  void what_use_defines_is_put_where_it_is_named() {
    var workflow =
        workflow(
            """
            document: { dsl: '1.0.0', namespace: t, name: n, version: '1.0.0', metadata: { owner: ops } }
            use:
              retries: { patient: { delay: PT1S, backoff: { linear: {} } } }
              errors: { gone: { type: 'https://example.com/gone', status: 410 } }
              timeouts: { short: { after: PT5S } }
            do:
              - a:
                  try: [ { b: { raise: { error: gone } } } ]
                  catch: { retry: patient }
                  timeout: short
            timeout: short
            """);
    var step = (Step.Try) workflow.body().steps().getFirst();
    Step.Retry retry = step.handler().retry().orElseThrow();
    assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(retry.backoff()).isEqualTo(Step.Backoff.LINEAR);
    assertThat(retry.attemptLimit()).isZero();
    assertThat(step.handler().as()).isEqualTo("error");
    assertThat(step.head().timeout()).contains(new Step.Timeout.Fixed(Duration.ofSeconds(5)));
    assertThat(workflow.timeout()).contains(new Step.Timeout.Fixed(Duration.ofSeconds(5)));
    var raise = (Step.Raise) step.body().steps().getFirst();
    assertThat(json(raise.error()))
        .isEqualTo("{\"type\":\"https://example.com/gone\",\"status\":410}");
  }

  @Test
  void raise_takes_expressions_in_its_fields() {
    var step =
        (Step.Raise)
            only(
                "- a: { raise: { error: { type: '${ .t }', status: '${ .s }', detail: '${ .d }' } } }");
    assertThat(json(step.error()))
        .isEqualTo("{\"type\":\"${ .t }\",\"status\":\"${ .s }\",\"detail\":\"${ .d }\"}");
  }

  @Test
  void wait_takes_a_length_of_time_in_every_form() {
    assertThat(waited("PT1H30M")).isEqualTo(fixed(Duration.ofMinutes(90)));
    assertThat(waited("P1W2DT0.5S")).isEqualTo(fixed(Duration.ofDays(9).plusMillis(500)));
    assertThat(waited("PT0S")).isEqualTo(fixed(Duration.ZERO));
    assertThat(waited("{ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 }"))
        .isEqualTo(fixed(Duration.parse("P1DT2H3M4.005S")));
    assertThat(waited("'${ .pause }'"))
        .isEqualTo(new Step.Timeout.Computed(new Expr(".pause", new SourcePosition(3, 10))));
  }

  private static Step.Timeout waited(String length) {
    return ((Step.Wait) only("- a: { wait: " + length + " }")).after();
  }

  private static Step.Timeout fixed(Duration after) {
    return new Step.Timeout.Fixed(after);
  }

  @Test
  void an_unwrapped_expression_is_read_as_a_wrapped_one() {
    var unwrapped = only("- a: { if: .x, set: { y: 1 } }").head().when().orElseThrow();
    var wrapped = only("- a: { if: '${ .x }', set: { y: 1 } }").head().when().orElseThrow();
    assertThat(unwrapped).isEqualTo(wrapped);
  }

  static Step only(String steps) {
    return steps(steps).body().steps().getFirst();
  }

  static String json(Optional<Template> template) {
    return json(template.orElseThrow());
  }

  static String json(Template template) {
    return template.json().toString();
  }
}
