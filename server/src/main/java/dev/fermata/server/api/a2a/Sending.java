package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.engine.Fermata.Beginning;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.server.a2a.Fault;
import dev.fermata.server.a2a.SentMessage;
import dev.fermata.server.a2a.Standing;
import dev.fermata.server.a2a.TaskShape;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Throttle;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** What becomes of a message: a run, or an answer to what a run asks. */
final class Sending {
  /** How long somebody who wants the result is kept waiting for it. */
  private static final Duration BLOCK = Duration.ofMinutes(5);

  /** How many may wait so at once. */
  private static final int BLOCKED = 256;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int START_BURST = 10_000;
  private static final double STARTS_A_SECOND = 1_000;
  private static final int HISTORY = 1_000;

  private final Means means;
  private final Pushes pushes;
  private final Answering answering;
  private final Throttle throttle;
  private final Semaphore blocked = new Semaphore(BLOCKED);

  Sending(Means means, Pushes pushes) {
    this.means = means;
    this.pushes = pushes;
    this.answering = new Answering(means);
    this.throttle = new Throttle(START_BURST, STARTS_A_SECOND, means.surroundings().clock());
  }

  /**
   * The task that the message makes or moves, at once or when it waits for somebody or has ended.
   */
  ObjectNode send(Request request, Json params, boolean once) {
    JsonNode configuration = params.view().path("configuration");
    Optional<Integer> history = history(configuration.path("historyLength"));
    boolean waits = !configuration.path("returnImmediately").asBoolean(false);
    if (waits && !blocked.tryAcquire()) {
      throw Refusal.of("busy", 503, "Too many wait", "set returnImmediately, and ask for the task");
    }
    try {
      RunId run = take(request, params, once);
      if (waits) {
        settle(run);
      }
      return Json.object()
          .set("task", new TaskShape(history, true, means.briefs()::blind).of(state(run)));
    } finally {
      if (waits) {
        blocked.release();
      }
    }
  }

  /** The run that the message made or moved. */
  RunId take(Request request, Json params, boolean once) {
    var message = SentMessage.of(params);
    JsonNode push = params.view().path("configuration").path("taskPushNotificationConfig");
    if (push.isObject()) {
      pushes.check(push);
    }
    RunId run = message.task().isPresent() ? move(request, message) : begin(request, message, once);
    if (push.isObject()) {
      Act.require(request, Right.OPERATE);
      pushes.put(run, push);
    }
    return run;
  }

  private RunId begin(Request request, SentMessage message, boolean once) {
    Act.require(request, Right.OPERATE);
    Duration wait = throttle.take(request.principal().name(), 1);
    if (!wait.isZero()) {
      throw Refusal.of("too-many", 429, "Too many starts", "nothing was started").after(wait);
    }
    String by = request.principal().name();
    String key = once ? "a2a/" + Digest.of(by + "\n" + message.id()) : "";
    String context = message.context().orElseGet(this::fresh);
    // What a program says by A2A is another agent's word, whoever gave it the token.
    Json input =
        request.principal() instanceof Principal.Human
            ? message.input()
            : message.input().under(Label.UNTRUSTED);
    var beginning =
        new Beginning(workflow(message), input, key, context).traced(request.header(Request.TRACE));
    return switch (means.engine().start(beginning, request.principal())) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) ->
          // 404 would say that there is no such task.
          throw problem.status() == 404
              ? Refusal.badRequest(problem.detail())
              : Refusal.of(problem);
    };
  }

  private String fresh() {
    var chance = means.surroundings().chance();
    synchronized (chance) {
      return new UUID(chance.nextLong(), chance.nextLong()).toString();
    }
  }

  /** The workflow that is meant: what the message names, or the only one that there is. */
  private String workflow(SentMessage message) {
    if (message.skill().isPresent()) {
      return message.skill().get();
    }
    List<String> names = Skills.names(means.engine().house());
    if (names.size() != 1) {
      throw Refusal.badRequest(
          names.isEmpty()
              ? "no workflow is published here"
              : "'message.metadata.skillId' is missing; the extended card names the skills");
    }
    return names.getFirst();
  }

  private RunId move(Request request, SentMessage message) {
    Act.require(request, Right.SEE);
    RunState run = state(message.task().map(RunId::new).orElseThrow());
    String context = TaskShape.context(run);
    if (message.context().filter(given -> !given.equals(context)).isPresent()) {
      throw Refusal.badRequest("'message.contextId' is not that of the task '" + run.id() + "'");
    }
    if (Standing.of(run).state().terminal()) {
      throw Fault.UNSUPPORTED_OPERATION.because("the task has ended and takes no messages");
    }
    answering.answer(request, run, message);
    return run.id();
  }

  /** The run of that task; none that is not known, nor whose id is cut short. */
  RunState state(RunId run) {
    return means.engine().state(run).orElseThrow(() -> unknown(run.value()));
  }

  static Refusal unknown(String task) {
    String shown = task.length() > 80 ? task.substring(0, 80) + "…" : task;
    return Fault.TASK_NOT_FOUND.because("there is no task '" + shown + "'");
  }

  /** Waits until the run has ended or asks somebody; not for ever, and not past our own end. */
  void settle(RunId run) {
    settle(run, BLOCK);
  }

  void settle(RunId run, Duration most) {
    Fermata engine = means.engine();
    Instant end = means.surroundings().clock().instant().plus(most);
    try {
      long at = engine.awaitAfter(0, Duration.ZERO);
      while (!rests(run)
          && engine.accepting()
          && means.surroundings().clock().instant().isBefore(end)) {
        at = engine.awaitAfter(at, LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean rests(RunId run) {
    return means
        .engine()
        .views()
        .run(run)
        .map(row -> Standing.state(row.status()))
        .filter(state -> state == dev.fermata.server.a2a.TaskState.WORKING)
        .isEmpty();
  }

  static Optional<Integer> history(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    if (!given.isIntegralNumber() || !given.canConvertToInt() || given.intValue() < 0) {
      throw Refusal.badRequest("'historyLength' is not a whole number from 0 on");
    }
    return Optional.of(Math.min(HISTORY, given.intValue()));
  }
}
