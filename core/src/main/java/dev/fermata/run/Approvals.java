package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.fact.TaskFact.TaskOpened;
import dev.fermata.policy.Asking;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Roster;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Gated;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Brief;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one exact call before the people who must agree to it. What they see is made of the call
 * itself, never of what an agent says about it, and their word counts for that call alone.
 */
final class Approvals {
  static final String APPROVE = "approve";
  static final String REJECT = "reject";
  static final String EDIT = "edit";

  private Approvals() {}

  static void open(Deciding d, Gated gated, Asking ask) {
    EffectKey key = gated.key();
    var id = Tasks.nextId(d);
    Instant due = d.now().plus(ask.deadline());
    boolean expires = ask.otherwise() == Asking.Otherwise.DENY;
    var approval =
        new Task.Approval(
            ask.rule(),
            ask.team(),
            gated.call().digest(),
            ask.people(),
            ask.fourEyes(),
            gated.requesters(),
            expires,
            List.of(),
            ask.stake());
    d.emit(
        new TaskOpened(
            id,
            Task.Kind.APPROVE,
            key.place(),
            key.ordinal(),
            ask.team(),
            brief(d, gated, ask),
            d.now(),
            Optional.of(due),
            List.of(),
            Optional.of(approval)));
    String timer = Timer.name(key.place(), id.value(), Purpose.DUE);
    d.emit(new TimerSet(timer, key.place(), Purpose.DUE, due));
    Tasks.remind(d, id);
  }

  private static Brief brief(Deciding d, Gated gated, Asking ask) {
    Call call = gated.call();
    Map<String, String> answers = new LinkedHashMap<>();
    String once = "called once, with exactly these arguments.";
    answers.put(
        APPROVE,
        ask.people() == 1
            ? "It is " + once
            : "You agree. When " + ask.people() + " different persons have, it is " + once);
    answers.put(REJECT, "It is not called; the step fails as rejected.");
    answers.put(EDIT, "It becomes another call, with the arguments that you give.");
    var show = Json.object();
    show.put("target", call.target().display()).put("work", call.work());
    show.put("effect", call.effect().word()).put("digest", call.digest().value());
    show.set("arguments", call.arguments().view());
    show.put("key", gated.key().toString()).put("rule", ask.rule());
    show.put("people", ask.people()).put("fourEyes", ask.fourEyes());
    var requesters = show.putArray("requesters");
    gated.requesters().forEach(requesters::add);
    String otherwise =
        ask.otherwise() == Asking.Otherwise.DENY
            ? "it is denied"
            : "it goes to " + d.workflow().owner() + " and waits";
    return new Brief(
        "Allow " + call.target().display() + "? " + Advance.shortened(call.arguments()),
        answers,
        d.weighed(Json.adopt(show)),
        Json.NULL,
        Optional.empty(),
        otherwise);
  }

  /** Why this answer to an approval does not count; empty if it does. */
  static Optional<Problem> refusal(Deciding d, Task task, RunSignal.Decide signal) {
    Task.Approval approval = task.approval().orElseThrow();
    boolean agrees = !signal.answer().equals(REJECT);
    if (agrees && signal.brief().isEmpty()) {
      return Optional.of(
          Problem.own(
              "unbound",
              422,
              "An approval names what was read",
              "give the digest of the brief that was read; without it nobody knows what you agree"
                  + " to"));
    }
    // Accounts may have become known as those of one person since it was asked for.
    Roster roster = d.known().roster();
    boolean own = approval.requesters().stream().anyMatch(r -> roster.isBehind(r, signal.by()));
    if (agrees && approval.fourEyes() && own) {
      return Optional.of(
          Problem.own(
              "self-approval",
              403,
              "Somebody else must approve",
              signal.by().name()
                  + " requested or edited this call, and "
                  + approval.rule()
                  + " asks for four eyes"));
    }
    if (agrees && approval.votes().stream().anyMatch(v -> voted(roster, v, signal.by()))) {
      return Optional.of(
          Problem.own(
              "agreed-already",
              409,
              "You have agreed already",
              task.id() + " needs " + approval.people() + " different persons"));
    }
    return signal.answer().equals(EDIT)
        ? d.state().gated().get(Replies.key(d, task)).flatMap(g -> unfit(d, g, signal.data()))
        : Optional.empty();
  }

  /** Whether what was shown is no longer what is asked. */
  static Optional<Problem> stale(Deciding d, Task task) {
    Digest asked = task.approval().orElseThrow().call();
    return d.state()
            .gated()
            .get(Replies.key(d, task))
            .filter(gated -> gated.call().digest().equals(asked))
            .isPresent()
        ? Optional.empty()
        : Optional.of(
            Problem.own(
                "stale", 409, "The call has changed", "what was shown is no longer what is asked"));
  }

  private static boolean voted(Roster roster, Decision vote, Principal by) {
    return roster.isBehind(vote.natural(), by) || roster.isBehind(vote.by(), by);
  }

  /**
   * What a person writes is of trusted origin, but may hold anything of what the call showed them.
   */
  private static Call edited(Gated gated, Json data) {
    Label shown = gated.call().arguments().labels().all().trusted();
    return gated.call().with(data.labelled(Labels.of(shown)));
  }

  private static Optional<Problem> unfit(Deciding d, Gated gated, Json data) {
    try {
      return misfit(d, edited(gated, data));
    } catch (IllegalArgumentException | Fault e) {
      String why = String.valueOf(e.getMessage());
      return Optional.of(Problem.own("form", 422, "The arguments do not fit", why));
    }
  }

  private static Optional<Problem> misfit(Deciding d, Call call) {
    return Calls.misfit(d, call)
        .map(told ->
            Problem.own(
                "form",
                422,
                "The arguments do not fit",
                "the edited arguments do not fit the schema of "
                    + call.target().display()
                    + ": "
                    + told));
  }

  static void decide(Deciding d, Task task, Decision decision) {
    EffectKey key = Replies.key(d, task);
    Gated gated = d.state().gated().get(key).orElseThrow();
    Task.Approval approval = task.approval().orElseThrow();
    if (decision.answer().equals(APPROVE) && approval.votes().size() + 1 < approval.people()) {
      d.emit(new TaskFact.TaskVoted(task.id(), decision));
      return;
    }
    d.emit(new TaskFact.TaskDecided(task.id(), decision));
    d.clear(Timer.name(key.place(), task.id().value(), Purpose.DUE));
    switch (decision.answer()) {
      case APPROVE -> granted(d, gated, approval, decision);
      case REJECT -> {
        String why = decision.why().isEmpty() ? "" : ": " + decision.why();
        refused(d, gated, approval.rule(), decision.by() + " said no" + why, "rejected");
      }
      case EDIT -> edit(d, task, gated, decision);
      default -> throw new IllegalStateException("no answer to an approval: " + decision.answer());
    }
  }

  private static void granted(Deciding d, Gated gated, Task.Approval approval, Decision decision) {
    List<String> by = new ArrayList<>();
    approval.votes().forEach(v -> by.add(v.by()));
    by.add(decision.by());
    var grant =
        new Grant(
            approval.rule(), approval.team(), approval.people(), approval.fourEyes(), by, d.now());
    d.emit(new RunFact.EffectGranted(gated.key(), grant));
    Gated now = d.state().gated().get(gated.key()).orElseThrow();
    if (Passage.covered(now.asks(), now.granted())) {
      Passage.requestOrFail(d, Passage.Request.again(now));
    }
  }

  /** Another call, with another digest: what was agreed to before does not count for it. */
  private static void edit(Deciding d, Task task, Gated gated, Decision decision) {
    Call call = edited(gated, decision.data());
    withdraw(d, gated.key(), "the call was edited");
    d.emit(new RunFact.EffectChanged(gated.key(), gated.call(), call, "", decision.by(), d.now()));
    Task.Approval approval = task.approval().orElseThrow();
    List<String> requesters = new ArrayList<>(gated.requesters());
    if (!requesters.contains(decision.natural())) {
      requesters.add(decision.natural());
    }
    // Where one pair of eyes is enough, whoever edits agrees to what they wrote.
    List<Grant> granted =
        approval.people() > 1 || approval.fourEyes()
            ? List.of()
            : List.of(
                new Grant(
                    approval.rule(), approval.team(), 1, false, List.of(decision.by()), d.now()));
    Passage.requestOrFail(
        d,
        new Passage.Request(
            gated.key(), call, gated.attempt(), granted, requesters, "it was edited"));
  }

  private static void refused(Deciding d, Gated gated, String rule, String reason, String kind) {
    withdraw(d, gated.key(), reason);
    d.emit(new RunFact.EffectDenied(gated.key(), gated.call(), rule, reason, d.now()));
    Replies.fail(
        d,
        gated.key(),
        Problem.own(kind, 403, "Not approved", gated.call().target().display() + ": " + reason)
            .under(gated.call().arguments().labels().all().trusted()));
  }

  /** Nobody needs to agree any more. */
  static void withdraw(Deciding d, EffectKey key, String reason) {
    for (Task task : d.state().waiting().values()) {
      if (task.kind() == Task.Kind.APPROVE && Replies.key(d, task).equals(key)) {
        d.emit(new TaskFact.TaskWithdrawn(task.id(), reason, d.now()));
        d.clear(Timer.name(key.place(), task.id().value(), Purpose.DUE));
      }
    }
  }

  /** Nobody has decided in time: it is denied, or goes to the workflow's owner and waits. */
  static void due(Deciding d, Task task) {
    Task.Approval approval = task.approval().orElseThrow();
    Optional<Gated> gated = d.state().gated().get(Replies.key(d, task));
    if (approval.expires() && gated.isPresent()) {
      d.emit(new TaskFact.TaskTimedOut(task.id(), d.now()));
      refused(d, gated.get(), approval.rule(), "nobody approved it in time", "not-approved");
    } else {
      d.emit(
          new TaskFact.TaskEscalated(task.id(), d.workflow().owner(), Optional.empty(), d.now()));
    }
  }
}
