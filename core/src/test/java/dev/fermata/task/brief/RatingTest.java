package dev.fermata.task.brief;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.policy.Asking;
import dev.fermata.task.Brief;
import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.Risk;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import dev.fermata.workflow.Step.Agreement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How grave a task is, what that asks for, and what stands beside its brief. */
class RatingTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Look NOTHING = new Look("ana", "ana", Set.of(), Optional.empty(), NOON);

  private static Task task(Task.Kind kind, Json show, Optional<Task.Approval> approval) {
    var brief =
        new Brief(
            "Go on?",
            Map.of("approve", "It leaves.", "reject", "It does not."),
            show,
            Json.NULL,
            Optional.empty(),
            "it waits");
    return new Task(
        new TaskId("r1-1"),
        new RunId("r1"),
        new Place("pay"),
        "",
        kind,
        "risk",
        brief,
        NOON,
        Optional.empty(),
        List.of(),
        new Task.State.Open(),
        approval);
  }

  private static Task approval(String effect, int people, boolean fourEyes) {
    var asked =
        new Task.Approval(
            "large@1", "risk", Digest.of("call"), people, fourEyes, List.of(), false, List.of());
    Json show = Json.parse("{\"target\":\"bank.pay\",\"arguments\":{\"amount\":5}}");
    return task(Task.Kind.APPROVE, show.with("effect", Json.of(effect)), Optional.of(asked));
  }

  private static Risk risk(Task task) {
    return Rating.of(task, Rating.Around.NOTHING).risk();
  }

  @Test
  void the_class_of_the_call_says_how_grave_its_approval_is() {
    assertThat(risk(approval("read", 1, false))).isEqualTo(Risk.LOW);
    assertThat(risk(approval("reversible", 1, false))).isEqualTo(Risk.LOW);
    assertThat(risk(approval("compensable", 1, false))).isEqualTo(Risk.MEDIUM);
    assertThat(risk(approval("irreversible", 1, false))).isEqualTo(Risk.HIGH);
    assertThat(risk(approval("of no known class", 1, false))).isEqualTo(Risk.HIGH);
  }

  @Test
  void where_a_rule_wants_more_eyes_it_is_grave_whatever_is_called() {
    assertThat(risk(approval("read", 2, false))).isEqualTo(Risk.HIGH);
    assertThat(risk(approval("read", 1, true))).isEqualTo(Risk.HIGH);
  }

  @Test
  void a_policy_may_say_how_grave_it_is_and_is_named_but_never_makes_it_less() {
    Rating raised = Rating.of(stated("reversible", Risk.HIGH), Rating.Around.NOTHING);
    assertThat(raised.risk()).isEqualTo(Risk.HIGH);
    assertThat(raised.why()).containsExactly("Policy large@1 says that its risk is high.");
    assertThat(risk(stated("irreversible", Risk.LOW))).isEqualTo(Risk.HIGH);
  }

  private static Task stated(String effect, Risk risk) {
    Task plain = approval(effect, 1, false);
    Task.Approval asked = plain.approval().orElseThrow();
    var stated =
        new Task.Approval(
            asked.rule(),
            asked.team(),
            asked.call(),
            1,
            false,
            List.of(),
            false,
            List.of(),
            Optional.of(new Asking.Stake(risk, "large@1")));
    return task(Task.Kind.APPROVE, plain.brief().show(), Optional.of(stated));
  }

  @Test
  void what_is_in_doubt_or_shows_special_data_is_grave() {
    assertThat(risk(task(Task.Kind.IN_DOUBT, Json.EMPTY, Optional.empty()))).isEqualTo(Risk.HIGH);
    Json shown = Json.parse("{\"age\":50}");
    Json special = shown.labelled(Labels.of(Label.of(Classification.SPECIAL)));
    assertThat(risk(task(Task.Kind.HUMAN, shown, Optional.empty()))).isEqualTo(Risk.LOW);
    assertThat(risk(task(Task.Kind.HUMAN, special, Optional.empty()))).isEqualTo(Risk.HIGH);
  }

  @Test
  void a_workflow_raises_the_risk_and_never_lowers_it() {
    var low = new Rating.Around(Optional.of(Risk.LOW), EffectClass.READ);
    var high = new Rating.Around(Optional.of(Risk.HIGH), EffectClass.READ);
    assertThat(Rating.of(approval("irreversible", 1, false), low).risk()).isEqualTo(Risk.HIGH);
    assertThat(Rating.of(approval("read", 1, false), high).risk()).isEqualTo(Risk.HIGH);
    var follows = new Rating.Around(Optional.of(Risk.LOW), EffectClass.IRREVERSIBLE);
    Task human = task(Task.Kind.HUMAN, Json.EMPTY, Optional.empty());
    assertThat(Rating.of(human, follows).risk()).isEqualTo(Risk.MEDIUM);
  }

  @Test
  void it_says_why() {
    assertThat(Rating.of(approval("irreversible", 2, true), Rating.Around.NOTHING).why())
        .containsExactly(
            "It cannot be taken back.", "large@1 asks 2 people.", "large@1 asks for four eyes.");
  }

  @Test
  void only_what_is_easy_is_decided_with_others() {
    assertThat(Friction.of(Risk.LOW, false).batch()).isTrue();
    assertThat(Friction.of(Risk.LOW, true).batch()).isFalse();
    assertThat(Friction.of(Risk.MEDIUM, false).batch()).isFalse();
    assertThat(Friction.of(Risk.HIGH, false).batch()).isFalse();
  }

  @Test
  void a_grave_answer_counts_once_everything_is_opened_and_a_reason_given() {
    Task task = approval("irreversible", 1, false);
    List<Evidence> evidence = Evidence.shown(task);
    var friction = Friction.of(Risk.HIGH, false);
    var opened = new Look("ana", "ana", Set.of("call"), Optional.empty(), NOON);
    assertThat(kind(friction.refusal(task, evidence, Optional.empty(), "approve", "why")))
        .isEqualTo("evidence-first");
    assertThat(kind(friction.refusal(task, evidence, Optional.of(NOTHING), "approve", "why")))
        .isEqualTo("evidence-first");
    assertThat(kind(friction.refusal(task, evidence, Optional.of(opened), "approve", " ")))
        .isEqualTo("reason-missing");
    assertThat(kind(friction.refusal(task, evidence, Optional.of(opened), "approve", "why")))
        .isEmpty();
    // Who says no leaves all as it is: they may say so at once, with a reason.
    assertThat(kind(friction.refusal(task, evidence, Optional.empty(), "reject", "")))
        .isEqualTo("reason-missing");
    assertThat(kind(friction.refusal(task, evidence, Optional.empty(), "reject", "why"))).isEmpty();
  }

  private static String kind(Optional<Problem> problem) {
    return problem.map(Problem::kind).orElse("");
  }

  @Test
  void a_share_of_the_tasks_is_answered_blind_and_always_the_same() {
    var terms = Terms.of(Json.parse("{\"blindFirst\": 0.25}"));
    int blind = 0;
    for (int i = 0; i < 2_000; i++) {
      boolean drawn = terms.blind("seed", "r" + i + "-1");
      assertThat(terms.blind("seed", "r" + i + "-1")).isEqualTo(drawn);
      blind += drawn ? 1 : 0;
    }
    assertThat(blind).isBetween(430, 570);
    assertThat(Terms.of(Json.parse("{\"blindFirst\": 1}")).blind("s", "t")).isTrue();
    assertThat(Terms.NONE.blind("s", "t")).isFalse();
  }

  @Test
  void opinions_differ_field_by_field_and_the_differing_stand_first() {
    Map<String, JsonNode> opinions = new LinkedHashMap<>();
    opinions.put(
        "a",
        Json.parse("{\"city\":\"Bonn\",\"sum\":100,\"word\":\"yes\",\"confidence\":1}").view());
    opinions.put(
        "b", Json.parse("{\"city\":\"Bonn\",\"sum\":104,\"word\":\"no\",\"confidence\":0}").view());
    var fields =
        Differences.of(opinions, List.of(new Agreement("sum", 5), new Agreement("word", 0)));
    assertThat(fields.stream().map(Differences.Field::name)).containsExactly("word", "sum", "city");
    assertThat(fields.stream().map(Differences.Field::agree)).containsExactly(false, true, true);
  }

  @Test
  void likeness_is_the_mean_over_all_plain_fields_but_special_ones() {
    Json here = Json.parse("{\"a\":\"x\",\"n\":80,\"deep\":{\"b\":true}}");
    Json there = Json.parse("{\"a\":\"y\",\"n\":100,\"deep\":{\"b\":true}}");
    assertThat(Likeness.of(fields(here), fields(there)))
        .isCloseTo((0 + 0.8 + 1) / 3, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(Likeness.of(fields(here), fields(here))).isEqualTo(1);
    assertThat(Likeness.differences(fields(here), fields(there), 5))
        .extracting(Likeness.Differs::field)
        .containsExactly("/a", "/n");
    Json hidden = here.labelled(Labels.NONE.with("/n", Label.of(Classification.SPECIAL)));
    assertThat(fields(hidden)).containsOnlyKeys("/a", "/deep/b");
  }

  private static Map<String, JsonNode> fields(Json shown) {
    return Likeness.fields(shown, "r-7");
  }

  @Test
  void what_only_names_a_case_does_not_make_it_unlike_others() {
    assertThat(fields(Json.parse("{\"id\":\"r-7\",\"a\":1}"))).containsOnlyKeys("/a");
  }

  @Test
  void evidence_that_has_to_be_opened_is_never_cut() {
    List<Evidence> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(Evidence.opinion("member-" + i, "agent", NullNode.getInstance()));
    }
    Json nothing = Json.parse("{}");
    all.add(new Evidence("step/decisive", "What it came to", "agent", "", nothing, true));
    List<Evidence> held = Evidence.within(all);
    assertThat(held).hasSize(Evidence.LIMIT);
    assertThat(held.getLast().id()).isEqualTo("step/decisive");
    assertThat(held.getFirst().id()).isEqualTo("opinion/member-0");

    List<Evidence> required =
        IntStream.range(0, 100)
            .mapToObj(i -> new Evidence("show/" + i, "Part", "", "", nothing, true))
            .toList();
    assertThat(Evidence.within(required)).hasSize(100);
  }

  @Test
  void nothing_that_a_task_shows_is_left_out_of_its_evidence() {
    Json shown = Json.parse("{\"a\":1,\"list\":[1,2],\"b\":\"x\",\"part\":{\"c\":2},\"none\":{}}");
    List<Evidence> items = Evidence.shown(task(Task.Kind.HUMAN, shown, Optional.empty()));
    assertThat(items).extracting(Evidence::id).containsExactly("show", "show/list", "show/part");
    assertThat(items.getFirst().value().toString()).isEqualTo("{\"a\":1,\"b\":\"x\",\"none\":{}}");
    assertThat(items).allMatch(Evidence::required);
  }
}
