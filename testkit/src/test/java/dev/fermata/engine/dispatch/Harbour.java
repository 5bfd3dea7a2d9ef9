package dev.fermata.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Call;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Caller.Passes;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Mailbox;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.host.Work;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;
import dev.fermata.value.turn.Priority;
import dev.fermata.value.turn.Rate;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** A dispatch by itself: receivers that count what they get, runs that answer its turns. */
final class Harbour {
  static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  private static final TraceContext.Origin NO_TRACE =
      new TraceContext.Origin(new RunId("r0"), Optional.empty());
  private static final int HOUSE = 1;
  private static final int IN_FLIGHT = 7;
  private static final String LOOSE = "free";

  /** A call that a receiver got. */
  record Left(String receiver, String workflow, int attempt, Instant at) {}

  private final Random chance;
  private final Map<String, ToolServer> servers = new HashMap<>();
  private final Map<String, Workflow.Limits> workflows = new HashMap<>();
  private final Mailbox box = new Mailbox(100_000, () -> true);
  private final Map<EffectKey, MakeCall> handedOut = new HashMap<>();
  final List<Runnable> executor = new ArrayList<>();
  final List<Left> left = new ArrayList<>();
  final Dispatch dispatch;
  Instant now = TEN;
  boolean answers = true;
  private int keys;

  Harbour(long seed) {
    chance = new Random(seed);
    var roster =
        new Object() {
          Roster now() {
            return new Roster(Map.of(), Map.copyOf(servers), Map.of(), Map.of());
          }
        };
    var switchboard =
        new Switchboard(Map.of("java", caller()), roster::now, () -> now, Passes.NONE);
    dispatch =
        new Dispatch(
            switchboard,
            new Post(List.of(box)),
            executor::add,
            () -> now,
            new Bounds(
                IN_FLIGHT, 100_000, id -> workflows.getOrDefault(id.name(), Workflow.Limits.NONE)),
            () -> HOUSE);
  }

  /** With a rate of so many calls; 0 for none. */
  Harbour receiver(String name, int concurrency, int calls, Duration per) {
    Optional<Rate> rate = calls == 0 ? Optional.empty() : Optional.of(new Rate(calls, per));
    servers.put(
        name,
        new ToolServer(
            name,
            "1",
            "ops",
            "",
            new Endpoint.Java(name),
            Map.of("t", tool()),
            new Agent.Limits(concurrency, Duration.ofMinutes(1), 100, rate),
            Digest.of(name)));
    return this;
  }

  private static Tool tool() {
    return new Tool(
        "t", "t", EffectClass.READ, false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Harbour workflow(String name, int concurrency) {
    workflows.put(name, new Workflow.Limits(Optional.of(concurrency), Optional.empty()));
    return this;
  }

  private Caller caller() {
    return new Caller() {
      @Override
      public Reply call(Attempt attempt) {
        MakeCall call = handedOut.get(attempt.key());
        left.add(new Left(attempt.name(), call.sender().workflow().name(), attempt.number(), now));
        return answers
            ? new Reply.Answered(Json.NULL, Json.NULL, Usage.NONE)
            : new Reply.Lost(Problem.runtime("silence"));
      }

      @Override
      public void close() {}
    };
  }

  void handOut(String receiver, String workflow, boolean further) {
    var key = new EffectKey(new RunId("r" + keys % 13), Place.ROOT, "o" + keys++);
    Priority priority = Priority.values()[chance.nextInt(3)];
    Call call =
        Call.of(
            new Target.Tool(receiver, "t", Digest.of(receiver)),
            "t",
            Json.EMPTY,
            EffectClass.READ,
            false,
            Duration.ofMinutes(1));
    var sender = new Work.Sender(priority, new WorkflowId("test", workflow, "1.0.0"));
    boolean queued = further || chance.nextInt(3) == 0;
    var made =
        new MakeCall(key, further ? 2 : 1, call, call.arguments(), queued, sender, HOUSE, NO_TRACE);
    handedOut.put(key, made);
    dispatch.handOut(made);
  }

  /** Makes calls and answers turns until there is nothing left to do at this time. */
  void workOff() {
    while (step()) {
      // One event at a time, in any order.
    }
  }

  private boolean step() {
    if (!executor.isEmpty() && chance.nextBoolean()) {
      executor.remove(chance.nextInt(executor.size())).run();
      return true;
    }
    Optional<Mail> mail = box.poll();
    if (mail.isPresent()) {
      answer(mail.get());
      return true;
    }
    if (!executor.isEmpty()) {
      executor.remove(chance.nextInt(executor.size())).run();
      return true;
    }
    return false;
  }

  /**
   * What a run does about its mail: a turn is taken, or now and then let pass and lined up anew.
   */
  private void answer(Mail mail) {
    boolean again = false;
    MakeCall call = null;
    if (mail.signal().orElseThrow() instanceof RunSignal.Turn(var key, var attempt)) {
      call = handedOut.get(key);
      again = chance.nextInt(4) == 0;
      if (!again) {
        dispatch.handOut(
            new MakeCall(
                key, attempt, call.call(), call.input(), false, call.sender(), HOUSE, NO_TRACE));
      }
    }
    mail.then().accept(new Mail.Fate.Accepted(true));
    if (again) {
      dispatch.handOut(call);
    }
  }

  /** Hands out so many calls to all kinds of receivers at random times, and checks every limit. */
  void run(int calls) {
    List<String> receivers = List.of("a", "b", "c");
    for (String name : receivers) {
      receiver(name, 1 + chance.nextInt(4), chance.nextInt(4), Duration.ofSeconds(9));
    }
    for (String name : List.of("w", "x")) {
      workflows.put(
          name,
          new Workflow.Limits(
              chance.nextBoolean() ? Optional.of(1 + chance.nextInt(3)) : Optional.empty(),
              Optional.of(new Rate(1 + chance.nextInt(5), Duration.ofSeconds(7)))));
    }
    for (int i = 0; i < calls; ) {
      int what = chance.nextInt(10);
      if (what < 5) {
        String workflow = List.of("w", "x", LOOSE).get(chance.nextInt(3));
        handOut(receivers.get(chance.nextInt(3)), workflow, chance.nextInt(8) == 0);
        i++;
      } else if (what < 8) {
        step();
      } else if (what == 8) {
        answers = chance.nextInt(3) > 0;
        now = now.plusMillis(chance.nextInt(3_000));
        dispatch.tick();
      }
      assertThat(executor.size()).isLessThanOrEqualTo(IN_FLIGHT);
    }
    workOff();
    for (int i = 0; i < 100 * calls && left.size() < calls; i++) {
      now = dispatch.nextTurn().orElseThrow(() -> new AssertionError("what waits is forgotten"));
      dispatch.tick();
      workOff();
    }
    assertThat(left).hasSize(calls);
    assertThat(dispatch.quiet()).isTrue();
    receivers.forEach(name ->
        servers
            .get(name)
            .limits()
            .rate()
            .ifPresent(rate -> keeps(left.stream().filter(c -> c.receiver().equals(name)), rate)));
    workflows.forEach((name, limits) ->
        keeps(left.stream().filter(c -> c.workflow().equals(name)), limits.rate().orElseThrow()));
  }

  private static void keeps(Stream<Left> calls, Rate rate) {
    List<Instant> at = calls.map(Left::at).sorted().toList();
    for (int i = rate.calls(); i < at.size(); i++) {
      assertThat(Duration.between(at.get(i - rate.calls()), at.get(i)))
          .isGreaterThanOrEqualTo(rate.per());
    }
  }
}
