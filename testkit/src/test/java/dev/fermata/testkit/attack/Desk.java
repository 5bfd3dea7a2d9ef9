package dev.fermata.testkit.attack;

import static dev.fermata.testkit.Play.person;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.run.state.Gated;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TaskId;
import dev.fermata.value.TeamName;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Honest people who say yes and no, and somebody among them who forges what can be forged. */
final class Desk {
  /** A call that enough people agreed to, as they were shown it. */
  record Agreed(EffectKey key, Digest call) {}

  private static final Json OTHER = Json.parse("{\"to\":\"mallory\",\"amount\":5}");

  private final Play play;
  private final Random random;
  private final Set<Agreed> agreed = new HashSet<>();
  private final List<RunSignal.Decide> said = new ArrayList<>();
  private int forged;
  private int decisions;

  Desk(Play play, Random random) {
    this.play = play;
    this.random = random;
  }

  Set<Agreed> agreed() {
    return agreed;
  }

  int forged() {
    return forged;
  }

  /** Something happens: mostly somebody honest does something. */
  void move() {
    if (random.nextInt(3) == 0) {
      forge(1);
    } else if (!play.underWay().isEmpty() && random.nextBoolean()) {
      play.answer(play.underWay().getFirst(), "{ ok: true }");
    } else {
      waiting().ifPresent(this::honest);
    }
  }

  private Optional<Task> waiting() {
    List<Task> waiting = play.state().waiting().values();
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(waiting.get(random.nextInt(waiting.size())));
  }

  private void honest(Task task) {
    Task.Approval approval = task.approval().orElseThrow();
    if (random.nextInt(3) == 0) {
      decide(task, person("ana", task.team()), "reject");
      return;
    }
    var key = new EffectKey(play.state().id(), task.place(), task.ordinal());
    agreed.add(new Agreed(key, approval.call()));
    for (String name : List.of("ana", "ben").subList(0, approval.people())) {
      decide(task, person(name, task.team()), "approve");
    }
  }

  private void decide(Task task, Principal by, String answer) {
    var signal =
        new RunSignal.Decide(
            task.id(),
            answer,
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            by,
            "d" + ++decisions);
    said.add(signal);
    play.send(signal);
  }

  void forge(int times) {
    for (int i = 0; i < times; i++) {
      forged++;
      if (random.nextBoolean()) {
        forgeDecision();
      } else {
        forgeSignal();
      }
    }
  }

  private static Principal account(String name, String natural, String team) {
    return new Principal.Human(
        new PersonId(name), Set.of(Role.APPROVER), Set.of(new TeamName(team)), natural);
  }

  /** A yes that is none: by the wrong one, about something else, a second time. */
  private void forgeDecision() {
    TaskId id = waiting().map(Task::id).orElse(new TaskId("r1-1"));
    Optional<Task> task = play.state().task(id);
    String team = task.map(Task::team).orElse("owners");
    Optional<Digest> brief = task.map(t -> t.brief().digest());
    Principal right = person("ana", team);
    String d = "f" + forged;
    switch (random.nextInt(9)) {
      case 0 -> say(new TaskId("r1-" + random.nextInt(99)), "approve", Optional.empty(), right, d);
      case 1 -> say(id, "approve", brief, person("zoe", "clerks", "Owners", "risk2"), d);
      case 2 ->
          say(id, "approve", brief, new Principal.Machine("ana", Set.of(Role.APPROVER), "ana"), d);
      case 3 -> say(id, "approve", brief, new Principal.System(), d);
      case 4 -> say(id, "approve", Optional.empty(), right, d);
      case 5 -> say(id, "approve", Optional.of(Digest.of("another")), right, d);
      case 6 -> say(id, random.nextBoolean() ? "Approve" : "approve ", brief, right, d);
      case 7 -> replay(id);
      default -> play.send(new RunSignal.Decide(id, "edit", "", OTHER, brief, right, d));
    }
    if (task.flatMap(Task::approval).filter(a -> a.people() > 1).isPresent()) {
      // One person under two accounts: never two yeses. Both together are one vote at most.
      say(id, "approve", brief, account("cid", "natural", team), d + "a");
      say(id, "approve", brief, account("cid-2", "natural", team), d + "b");
      withdrawVote(id, team, brief, d);
    }
  }

  /** That the one vote counts is right; so that nobody is taken for agreed, it ends in a no. */
  private void withdrawVote(TaskId id, String team, Optional<Digest> brief, String d) {
    say(id, "reject", brief, person("ana", team), d + "c");
  }

  private void say(TaskId id, String answer, Optional<Digest> brief, Principal by, String d) {
    play.send(new RunSignal.Decide(id, answer, "", Json.NULL, brief, by, d));
  }

  /** What somebody said to another task, or to this one before. */
  private void replay(TaskId id) {
    if (!said.isEmpty()) {
      RunSignal.Decide old = said.get(random.nextInt(said.size()));
      play.send(old);
      play.send(
          new RunSignal.Decide(
              id, old.answer(), old.why(), old.data(), old.brief(), old.by(), old.id()));
    }
  }

  /** What only the engine sends, about what never left. */
  private void forgeSignal() {
    List<Gated> gated = play.state().gated().values();
    EffectKey key =
        gated.isEmpty()
            ? EffectKey.of(play.state().id(), dev.fermata.value.Place.ROOT)
            : gated.get(random.nextInt(gated.size())).key();
    int attempt = random.nextInt(3);
    var done = new Reply.Answered(Json.parse("{\"ok\":true}"), Json.NULL, Usage.NONE);
    switch (random.nextInt(6)) {
      case 0 -> play.send(new RunSignal.Turn(key, attempt));
      case 1 -> play.send(new RunSignal.Replied(key, attempt, done));
      case 2 -> play.send(new RunSignal.AnswerLost(key, attempt));
      case 3 -> play.send(new RunSignal.Recheck());
      case 4 ->
          play.send(
              new RunSignal.Start(
                  new WorkflowId("other", "workflow", "1"),
                  Digest.of("another"),
                  Json.EMPTY,
                  "seed",
                  "",
                  "",
                  "mallory",
                  Priority.NORMAL));
      default -> play.send(new RunSignal.TimerDue("due " + key));
    }
  }
}
