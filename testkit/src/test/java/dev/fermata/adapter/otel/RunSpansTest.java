package dev.fermata.adapter.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Lineage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.policy.Policy;
import dev.fermata.task.Task;
import dev.fermata.testkit.Casts;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What traces say of runs, as their facts come in. */
class RunSpansTest {
  private static final String CLERK =
      """
      agent: clerk
      owner: owners
      kind: model
      model: { api: openai, url: 'http://localhost/v1', name: gpt-x }
      instructions: Help.
      boundary: { tools: [ bank.look, bank.pay ] }
      """;
  private static final String BANK =
      """
      server: bank
      owner: owners
      kind: java
      tools: { look: { effect: read }, pay: { effect: irreversible } }
      """;
  private static final Script TALK =
      Script.given("do: [ { s: { call: agent, with: { agent: clerk } } } ]").with(CLERK, BANK);
  private static final Digest DIGEST = Digest.of("a definition");
  private static final String MODEL = "gpt-x for clerk";
  private static final String DONE = "{ text: done, stop: end, calls: [] }";

  /** Follows a play: what it did since the last look is one entry. */
  private static final class Follower {
    private final Play play;
    private final RunSpans spans;
    private final List<Span> told = new ArrayList<>();
    private int seen;
    private long number;

    Follower(Play play, boolean content) {
      this.play = play;
      this.spans = new RunSpans(new RunId("r1"), content);
      look();
    }

    Follower then(Function<Play, Play> act) {
      act.apply(play);
      look();
      return this;
    }

    private void look() {
      List<Fact> all = play.facts();
      told.addAll(spans.take(++number, play.now(), all.subList(seen, all.size())));
      seen = all.size();
    }

    Span one(String name) {
      List<Span> found = told.stream().filter(s -> s.name().equals(name)).toList();
      assertThat(found).as(name + " of " + names()).hasSize(1);
      return found.getFirst();
    }

    List<String> names() {
      return told.stream().map(Span::name).toList();
    }
  }

  private static String calls(String tool) {
    return "{ text: '', stop: tools, calls: [ { id: a, tool: %s, arguments: { at: 1 } } ] }"
        .formatted(tool);
  }

  @Test
  void turns_and_calls_of_an_agent_are_parts_of_its_work() {
    var follower =
        new Follower(TALK.start("{ q: 1 }"), false)
            .then(p -> p.answer(MODEL, calls("bank.look")))
            .then(p -> p.answer("bank.look", "{ balance: 5 }"))
            .then(p -> p.answer(MODEL, DONE));
    Span run = follower.told.getLast();
    Span agent = follower.one("invoke_agent clerk");
    assertThat(agent.parent()).isEqualTo(run.id());
    assertThat(follower.one("execute_tool bank.look").parent()).isEqualTo(agent.id());
    assertThat(follower.told)
        .filteredOn(s -> s.name().equals("chat gpt-x"))
        .hasSize(2)
        .allMatch(s -> s.parent().equals(agent.id()))
        .allMatch(s -> s.attributes().get("gen_ai.provider.name").equals("openai"));
    assertThat(run.parent()).isEmpty();
    assertThat(run.attributes()).containsEntry("fermata.result", "completed");
  }

  @Test
  void a_call_that_waits_for_a_person_ends_the_stretch_though_its_agent_is_at_work() {
    var follower =
        new Follower(TALK.under(new Policy[0]).start("{}"), false)
            .then(p -> p.answer(MODEL, calls("bank.pay")));
    assertThat(follower.names()).containsExactly("chat gpt-x", runName(follower));
    follower
        .then(RunSpansTest::approve)
        .then(p -> p.answer("bank.pay", "{ paid: true }"))
        .then(p -> p.answer(MODEL, DONE));
    Span pay = follower.one("execute_tool bank.pay");
    assertThat(pay.attributes())
        .containsEntry("fermata.verdict", "asked")
        .containsEntry("fermata.effect.class", "irreversible");
    Span last = follower.told.getLast();
    Span first = follower.told.get(1);
    assertThat(last.parent()).isEqualTo(first.id());
    assertThat(last.links()).containsExactly(new Span.Link(first.id(), "goes_on_from"));
    assertThat(follower.names()).anyMatch(name -> name.startsWith("wait_for_person "));
  }

  private static Play approve(Play play) {
    Task task = play.task();
    return play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            Play.person("ana", task.team()),
            "yes"));
  }

  private static String runName(Follower follower) {
    return follower.told.getLast().name();
  }

  @Test
  void a_child_is_a_part_of_the_trace_of_the_run_at_the_top_under_the_effect_that_began_it() {
    String given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EffectKey parent = EffectKey.parse("r0/step");
    var above =
        new Lineage.Ancestor(
            parent.run(), WorkflowId.parse("test/top@1.0.0"), DIGEST, "", "", "ana", Json.EMPTY);
    var lineage = new Lineage(parent, 2, true, List.of(), List.of(above), Optional.empty());
    Instant ten = Instant.parse("2026-11-23T10:00:00Z");
    for (Optional<String> trace : List.of(Optional.of(given), Optional.<String>empty())) {
      var begun =
          new RunFact.Started(
              WorkflowId.parse("test/child@1.0.0"),
              DIGEST,
              Json.EMPTY,
              "seed",
              "",
              "",
              "",
              "ana",
              ten,
              Optional.empty(),
              "",
              Optional.of(lineage),
              trace);
      var ended = new RunFact.Ended(new Outcome.Completed(Json.NULL), ten);
      List<Span> told = new RunSpans(new RunId("r1"), false).take(1, ten, List.of(begun, ended));
      assertThat(told).singleElement();
      assertThat(told.getFirst().parent()).isEqualTo(parent.span(2));
      assertThat(told.getFirst().trace())
          .isEqualTo(TraceContext.of(new RunId("r0"), trace).trace());
    }
  }

  @Test
  void a_trace_that_nobody_wants_recorded_is_not_told() {
    var begun =
        new RunFact.Started(
            WorkflowId.parse("test/child@1.0.0"),
            DIGEST,
            Json.EMPTY,
            "seed",
            "",
            "",
            "",
            "ana",
            Instant.EPOCH,
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));
    var ended = new RunFact.Ended(new Outcome.Completed(Json.NULL), Instant.EPOCH);
    assertThat(new RunSpans(new RunId("r1"), false).take(1, Instant.EPOCH, List.of(begun, ended)))
        .isEmpty();
  }

  @Test
  void the_same_facts_give_the_same_spans() {
    Function<Play, Play> all =
        p -> p.answer(MODEL, calls("bank.look")).answer("bank.look", "{}").answer(MODEL, DONE);
    var one = new Follower(TALK.start("{ q: 1 }"), false).then(all);
    var other = new Follower(TALK.start("{ q: 1 }"), false).then(all);
    assertThat(one.told).isNotEmpty().isEqualTo(other.told);
  }

  @Test
  void what_is_sent_and_answered_is_not_told_unless_it_is_asked_for() {
    Function<Play, Play> all =
        p ->
            p.answer(MODEL, calls("bank.look"))
                .answer("bank.look", "{ hidden: bread }")
                .answer(MODEL, DONE);
    assertThat(new Follower(TALK.start("{ q: butter }"), false).then(all).told.toString())
        .doesNotContain("bread", "butter");
    assertThat(new Follower(TALK.start("{ q: butter }"), true).then(all).told.toString())
        .contains("bread", "butter");
  }

  @Test
  void what_is_personal_is_never_told() {
    Script labelled =
        Script.given(
                """
                input: { schema: { document: { type: object, properties: { name: { x-label: personal } } } } }
                do:
                  - score: { call: agent, with: { agent: scorer, input: '${ . }' } }
                """)
            .with(
                Casts.SCORER.replace(
                    "kind:", "boundary: { labels: [ public, internal, personal ] }, kind:"));
    var follower =
        new Follower(labelled.start("{ amount: 7431, name: Ida }"), true)
            .then(p -> p.answer("scorer", "7"));
    assertThat(follower.told.toString()).contains("7431", "[redacted]").doesNotContain("Ida");
  }

  @Test
  void an_attempt_that_is_made_again_is_a_span_of_its_own_that_goes_on_from_the_last() {
    Script retried =
        Casts.given("do: [ { look: { call: tool, with: { server: bank, name: look } } } ]");
    var follower =
        new Follower(retried.start("{}"), false)
            .then(Play::crash)
            .then(p -> p.answer("bank.look", "{}"));
    List<Span> attempts =
        follower.told.stream().filter(s -> s.name().equals("execute_tool bank.look")).toList();
    assertThat(attempts)
        .extracting(s -> s.attributes().get("fermata.effect.attempt"))
        .containsExactly(1L, 2L);
    assertThat(attempts.getFirst().error()).contains("lost");
    assertThat(attempts.getLast().links())
        .containsExactly(new Span.Link(attempts.getFirst().id(), "former_attempt"));
  }
}
