package dev.fermata.fact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.task.Brief;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void facts_read_back_as_they_were_written() {
    var key = new EffectKey(new RunId("r1"), new Place("each/3/charge~2"), "member");
    var call =
        Call.of(
            new Target.Agent("scorer", Digest.of("file")),
            "",
            Json.parse("{\"a\":1.5}"),
            EffectClass.IRREVERSIBLE,
            true,
            Duration.ofSeconds(5));
    List<Fact> facts =
        List.of(
            new RunFact.Entered(
                new Place("a"), new StepId("/do/0/a"), Optional.empty(), Json.EMPTY, Label.NONE),
            new RunFact.Left(
                new Place("a"),
                Optional.of(Json.NULL),
                Optional.empty(),
                Optional.of("b"),
                false,
                Label.NONE),
            new RunFact.EffectIntended(key, call, new Receipt("none-yet", 1), 1, NOON, true),
            new RunFact.EffectSettled(
                key, 1, new Reply.Answered(Json.parse("[1]"), Json.NULL, Usage.NONE), NOON),
            new RunFact.Ended(new Outcome.Completed(Json.of(true)), NOON));

    assertThat(Format.facts(Format.body(facts))).isEqualTo(facts);
  }

  /** Java code may hand in numbers of its own; what is read again holds them as decimals. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 100.0, 1e10, 1e21, 1e300, 5e-324, 0.1 + 0.2})
  void a_call_with_a_binary_fraction_keeps_the_digest_that_it_was_judged_by(double number) {
    var key = EffectKey.of(new RunId("r1"), new Place("pay"));
    var call =
        Call.of(
            new Target.Tool("bank", "pay", Digest.of("file")),
            "",
            Json.of(JsonNodeFactory.instance.objectNode().put("amount", number)),
            EffectClass.IRREVERSIBLE,
            true,
            Duration.ofSeconds(5));
    var intended = new RunFact.EffectIntended(key, call, new Receipt("none-yet", 1), 1, NOON, true);

    assertThat(Format.facts(Format.body(List.of(intended))))
        .singleElement()
        .isInstanceOfSatisfying(
            RunFact.EffectIntended.class,
            read -> assertThat(read.call().digest()).isEqualTo(call.digest()));
  }

  @Test
  void a_refusal_that_was_stored_before_it_could_ask_to_be_left_alone_is_still_read() {
    var key = EffectKey.of(new RunId("r1"), new Place("ask"));
    var refusal = new Reply.Rejected(Problem.communication(429, "too many"), true);
    var settled = new RunFact.EffectSettled(key, 1, refusal, NOON);
    byte[] before = Format.body(List.of(settled));

    assertThat(Format.text(before)).doesNotContain("retryAfter");
    assertThat(Format.facts(before)).containsExactly(settled);

    var asking =
        new RunFact.EffectSettled(
            key,
            1,
            new Reply.Rejected(refusal.problem(), true, Optional.of(Duration.ofHours(1))),
            NOON);
    assertThat(Format.facts(Format.body(List.of(asking)))).containsExactly(asking);
  }

  @Test
  void a_task_reads_back_as_it_was_written() {
    var task =
        new Task(
            new TaskId("r1-1"),
            new RunId("r1"),
            new Place("ask"),
            "",
            Task.Kind.HUMAN,
            "ops",
            new Brief(
                "Go?", Map.of("yes", "it goes"), Json.EMPTY, Json.NULL, Optional.empty(), "raise"),
            NOON,
            Optional.of(NOON),
            List.of("bosses"),
            new Task.State.Decided(new Decision("yes", "ana", "", Json.NULL, NOON, "")));

    assertThat(Format.task(Format.task(task))).isEqualTo(task);
  }

  @Test
  void a_type_that_nobody_knows_is_refused_by_name() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> Format.facts("[{\"java.lang.Runtime\":{}}]".getBytes())))
        .hasMessageContaining("'java.lang.Runtime' is no Fact that this version knows");
  }

  @Test
  void what_follows_the_facts_of_a_body_is_refused() {
    byte[] body = Format.body(List.of(new RunFact.TimerFired("due")));
    byte[] more = java.util.Arrays.copyOf(body, body.length + 1);

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Format.facts(more)))
        .hasMessageContaining("something follows its end");
  }
}
