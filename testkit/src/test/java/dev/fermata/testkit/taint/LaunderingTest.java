package dev.fermata.testkit.taint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Roster;
import dev.fermata.run.host.Work;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.testkit.taint.Naive.Course;
import dev.fermata.testkit.taint.Naive.End;
import dev.fermata.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No way through steps, errors, loops or agents takes a label away (S19). */
@Tag("faults")
class LaunderingTest {
  private static final String SCORER =
      """
      agent: scorer
      owner: agents-team
      kind: java
      effect: read
      region: eu
      boundary: { labels: [ public, internal, confidential, personal, special ] }
      output:
        type: object
        properties:
          rating: { enum: [ high, low ] }
          when: { type: string, format: date }
          score: { type: integer, minimum: 0, maximum: 10 }
          reason: { type: string, x-label: personal }
      """;
  private static final String PLAIN =
      """
      agent: plain
      owner: agents-team
      kind: java
      effect: read
      region: eu
      boundary: { labels: [ public, internal, confidential, personal, special ] }
      """;
  private static final String KEEPER =
      """
      agent: keeper
      owner: agents-team
      kind: java
      effect: read
      region: eu
      boundary: { labels: [ public, internal, confidential, personal, special ] }
      labels: { classification: special, regions: [ eu ] }
      origin: trusted
      """;

  private static final Roster ROSTER =
      Script.given("do: [ { none: { set: '${ . }' } } ]").with(SCORER, PLAIN, KEEPER).roster();

  private final AtomicLong leaves = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void every_leaf_of_every_call_and_result_has_the_labels_that_a_naive_model_gives_it() {
    try (var campaign = Campaign.of("S19", "label laundering")) {
      for (long seed : Campaign.seeds(1_000, 10_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              boolean choices = seed % 4 == 0;
              Flows.Flow flow = new Flows(seed, choices).flow();
              compare(flow, !choices, seed % 10 == 0);
              return null;
            });
      }
      campaign.figure("leaves compared", leaves.get());
      campaign.figure("calls", calls.get());
      campaign.figure("completed", completed.get());
    }
  }

  private void compare(Flows.Flow flow, boolean exact, boolean hard) {
    Course course = Naive.course(flow.steps(), flow.tainted());
    Script script = Script.given(flow.workflow());
    Play play =
        new Script(script.workflow(), ROSTER, hard ? Trial.ALL : Trial.NONE)
            .start(flow.input().toString());
    int made = 0;
    while (play.state().ended().isEmpty()) {
      if (!play.underWay().isEmpty()) {
        Work.MakeCall call = play.calls().get(made);
        assertThat(course.calls()).as("call %s", made).hasSizeGreaterThan(made);
        same(course.calls().get(made++), call.call().arguments(), exact);
        Json answer = Json.parse(Naive.ANSWERS.getOrDefault(call.call().target().display(), "{}"));
        play.send(
            new RunSignal.Replied(
                call.key(), call.attempt(), new Reply.Answered(answer, Json.NULL, Usage.NONE)));
      } else if (play.task().kind() == Task.Kind.HUMAN) {
        play.decide("yes");
      } else {
        break;
      }
    }
    assertThat(made).as("calls").isEqualTo(course.calls().size());
    calls.addAndGet(made);
    ended(course.end(), play, exact);
  }

  private void ended(End end, Play play, boolean exact) {
    switch (end) {
      case End.Completed(var output) -> {
        completed.incrementAndGet();
        assertThat(play.outcome()).isInstanceOf(Outcome.Completed.class);
        same(output, ((Outcome.Completed) play.outcome()).output(), exact);
      }
      case End.Faulted(var words) ->
          words("the error", words, Tainted.words(play.fault().label()), exact);
      case End.Waits(var words) ->
          words(
              "the error",
              words,
              Tainted.words(play.task().brief().show().labels().at("/error").root()),
              exact);
    }
  }

  private void same(Tainted wanted, Json found, boolean exact) {
    Map<String, Set<String>> leaves = new LinkedHashMap<>();
    wanted
        .leaves()
        .keySet()
        .forEach(pointer -> leaves.put(pointer, Tainted.words(found.labels().at(pointer).all())));
    assertThat(Tainted.plain(found.view()).leaves().keySet()).isEqualTo(wanted.leaves().keySet());
    wanted
        .leaves()
        .forEach((pointer, words) ->
            words(pointer, words, leaves.getOrDefault(pointer, Set.of()), exact));
  }

  private void words(String what, Set<String> wanted, Set<String> found, boolean exact) {
    leaves.incrementAndGet();
    if (exact) {
      assertThat(found).as(what).isEqualTo(wanted);
    } else {
      assertThat(found).as(what).containsAll(wanted);
    }
  }
}
