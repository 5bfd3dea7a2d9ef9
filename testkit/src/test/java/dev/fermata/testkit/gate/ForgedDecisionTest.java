package dev.fermata.testkit.gate;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TaskId;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whoever forges an approval gets nothing for it, and the right one still counts afterwards.
 *
 * <p>S14 of docs/internals/security-tests.md.
 */
@Tag("faults")
class ForgedDecisionTest {
  private static final Principal ANA = person("ana", "risk");
  private static final Principal BEN = person("ben", "risk");

  private static final Script HOLDS_LATE = asking(Otherwise.HOLD);
  private static final Script DENIES_LATE = asking(Otherwise.DENY);

  private static Script asking(Otherwise late) {
    return Policed.paying().under(Policed.asking("two", "risk", 2, true, late));
  }

  /** How a decision can be forged. */
  private enum Way {
    OTHER_ARGUMENTS,
    OTHER_TARGET,
    RANDOM_DIGEST,
    NO_DIGEST,
    CALL_FOR_BRIEF,
    UNKNOWN_TASK,
    OTHER_RUN,
    BY_PROGRAM,
    BY_ENGINE,
    OTHER_TEAM,
    WHO_ASKED,
    NO_ANSWER,
    EXPIRED,
    SECOND_USE,
    AFTER_EDIT
  }

  @Test
  void no_forged_decision_lets_a_call_leave() {
    try (var campaign = Campaign.of("S14", "forged decisions")) {
      for (long seed : Campaign.seeds(1_000, 10_000)) {
        Way way = Way.values()[(int) (seed % Way.values().length)];
        campaign.attempt("seed=" + seed + " " + way, () -> forge(way, new Random(seed)));
      }
      campaign.figure("ways", Way.values().length);
    }
  }

  private static Object forge(Way way, Random random) {
    Play play = paying(way, "to-" + random.nextInt(1_000));
    Task task = play.task();
    switch (way) {
      case EXPIRED -> {
        play.elapse(Duration.ofHours(5));
        assertThat(play.facts(TaskFact.TaskTimedOut.class)).hasSize(1);
      }
      case SECOND_USE -> play.send(signal(task, "reject", ANA, task.brief().digest()));
      case AFTER_EDIT -> {
        var edit = Json.adopt(Json.object().put("to", "eve").put("amount", 1));
        Optional<Digest> digest = Optional.of(task.brief().digest());
        play.send(new RunSignal.Decide(task.id(), "edit", "", edit, digest, ANA, "edit"));
      }
      default -> {}
    }
    int tries = 1 + random.nextInt(3);
    for (int i = 0; i < tries; i++) {
      play.send(forged(way, task, random, "forged-" + i));
      assertThat(play.calls()).as("the call left").isEmpty();
      assertThat(play.facts(RunFact.EffectIntended.class)).isEmpty();
      assertThat(play.facts(RunFact.EffectGranted.class)).isEmpty();
      assertThat(play.facts(TaskFact.TaskVoted.class)).isEmpty();
      assertThat(play.accepted()).as("it was taken").isFalse();
    }
    return way == Way.EXPIRED || way == Way.SECOND_USE ? play : genuine(play);
  }

  /** Two others who read what is shown: the same call leaves, and no other. */
  private static Object genuine(Play play) {
    Task task = play.task();
    play.send(signal(task, "approve", BEN, task.brief().digest()));
    play.send(signal(task, "approve", person("cara", "risk"), task.brief().digest()));
    assertThat(play.underWay()).containsExactly("bank.pay");
    assertThat(play.call().digest()).isEqualTo(task.approval().orElseThrow().call());
    return play;
  }

  private static Play paying(Way way, String to) {
    Script script = way == Way.EXPIRED ? DENIES_LATE : HOLDS_LATE;
    return script.start("{ to: '" + to + "' }");
  }

  private static RunSignal.Decide forged(Way way, Task task, Random random, String id) {
    Digest right = task.brief().digest();
    return switch (way) {
      case OTHER_ARGUMENTS -> as(id, signal(task, "approve", ANA, changed(task, random)));
      case OTHER_TARGET -> as(id, signal(task, "approve", ANA, retargeted(task)));
      case RANDOM_DIGEST ->
          as(id, signal(task, "approve", ANA, Digest.of("guess " + random.nextLong())));
      case NO_DIGEST ->
          new RunSignal.Decide(task.id(), "approve", "", Json.NULL, Optional.empty(), ANA, id);
      case CALL_FOR_BRIEF ->
          as(id, signal(task, "approve", ANA, task.approval().orElseThrow().call()));
      case UNKNOWN_TASK -> {
        var other = new TaskId(task.run().value() + "-" + (100 + random.nextInt(100)));
        yield new RunSignal.Decide(other, "approve", "", Json.NULL, Optional.of(right), ANA, id);
      }
      case OTHER_RUN -> {
        Task theirs = paying(way, "someone-else").task();
        yield as(id, signal(task, "approve", ANA, theirs.brief().digest()));
      }
      case BY_PROGRAM ->
          as(id, signal(task, "approve", machine(random.nextBoolean() ? "ana" : "risk"), right));
      case BY_ENGINE -> as(id, signal(task, "approve", new Principal.System(), right));
      case OTHER_TEAM -> as(id, signal(task, "approve", person("mallory", "sales"), right));
      case WHO_ASKED -> as(id, signal(task, "approve", alias("starter", "token:test"), right));
      case NO_ANSWER -> as(id, signal(task, "Approve" + random.nextInt(9), ANA, right));
      case EXPIRED, SECOND_USE, AFTER_EDIT -> as(id, signal(task, "approve", BEN, right));
    };
  }

  /** What the brief would be for other arguments, or for another call. */
  private static Digest changed(Task task, Random random) {
    var show = Json.object();
    task.brief().show().view().properties().forEach(e -> show.set(e.getKey(), e.getValue()));
    show.set("arguments", Json.object().put("to", "eve").put("amount", random.nextInt()));
    return with(task, Json.adopt(show));
  }

  private static Digest retargeted(Task task) {
    var show = Json.object();
    task.brief().show().view().properties().forEach(e -> show.set(e.getKey(), e.getValue()));
    return with(task, Json.adopt(show.put("target", "bank.look")));
  }

  private static Digest with(Task task, Json show) {
    Brief brief = task.brief();
    return new Brief(
            brief.question(),
            brief.answers(),
            show,
            brief.proposals(),
            brief.form(),
            brief.otherwise())
        .digest();
  }

  private static RunSignal.Decide signal(Task task, String answer, Principal by, Digest brief) {
    String id = by.name() + "-" + answer;
    return new RunSignal.Decide(task.id(), answer, "", Json.NULL, Optional.of(brief), by, id);
  }

  private static RunSignal.Decide as(String id, RunSignal.Decide decide) {
    return new RunSignal.Decide(
        decide.task(),
        decide.answer(),
        decide.why(),
        decide.data(),
        decide.brief(),
        decide.by(),
        id);
  }

  private static Principal machine(String name) {
    return new Principal.Machine(name, Set.of(Role.APPROVER, Role.ADMIN), "ana");
  }

  private static Principal alias(String name, String natural) {
    return new Principal.Human(
        new PersonId(name), Set.of(Role.APPROVER), Set.of(new TeamName("risk")), natural);
  }
}
