package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One attempt: a message sent, and the task that it made followed to its end. For one thread. */
final class Errand {
  private final Attempt attempt;
  private final RemoteCard card;
  private final Spoken agent;
  private final Patience patience;
  private final CountDownLatch closed;
  private final Gathered gathered;
  private String task = "";
  private JsonNode status = Json.NULL.view();
  private JsonNode message = Json.NULL.view();

  /**
   * @param closed counted down when nobody waits any more
   */
  Errand(Attempt attempt, RemoteCard card, Spoken agent, Patience patience, CountDownLatch closed) {
    this.attempt = attempt;
    this.card = card;
    this.agent = agent;
    this.patience = patience;
    this.closed = closed;
    this.gathered = new Gathered(attempt.limits().answerBytes());
  }

  Reply run() {
    String extension = RemoteCard.once(card.once());
    Heard heard =
        card.streams()
            ? agent.stream(request(), extension, patience.left(), this::take)
            : agent.send(request(), extension, patience.left());
    if (heard instanceof Heard.Result(var result)) {
      take(result);
    } else if (task.isEmpty()) {
      return failed(heard);
    }
    // A stream that broke off says nothing of the task; the agent is asked.
    return settled().orElseGet(this::followed);
  }

  private ObjectNode request() {
    Json input = attempt.input();
    ObjectNode said =
        Json.object().put("messageId", attempt.key().toString()).put("role", "ROLE_USER");
    ObjectNode part = said.putArray("parts").addObject();
    if (input.view().isTextual()) {
      part.put("text", input.view().textValue());
    } else if (card.takesData()) {
      part.set("data", input.view());
      part.put("mediaType", "application/json");
    } else {
      part.put("text", input.toString());
    }
    ObjectNode metadata = said.putObject("metadata").put("work", attempt.work());
    if (card.has(attempt.work())) {
      metadata.put("skillId", attempt.work());
    }
    attempt
        .pass()
        .ifPresent(
            p -> metadata.putObject("fermata").put("mcp", p.address()).put("token", p.token()));
    ObjectNode request = Json.object();
    request.set("message", said);
    request.putObject("configuration").put("returnImmediately", true);
    return request;
  }

  /** Takes in a result or an event; says whether there is more to wait for. */
  private boolean take(JsonNode said) {
    JsonNode made = said.path("task");
    if (made.isObject()) {
      whole(made);
    } else if (said.path("statusUpdate").isObject()) {
      begun(said.path("statusUpdate").path("taskId").asText(""));
      status = said.path("statusUpdate").path("status");
    } else if (said.path("artifactUpdate").isObject()) {
      JsonNode update = said.path("artifactUpdate");
      begun(update.path("taskId").asText(""));
      gathered.piece(update.path("artifact"), update.path("append").asBoolean(false));
    } else if (said.path("message").isObject()) {
      message = said.path("message");
    }
    return settled().isEmpty();
  }

  private void whole(JsonNode made) {
    begun(made.path("id").asText(""));
    status = made.path("status");
    gathered.whole(made);
  }

  private void begun(String id) {
    if (task.isEmpty()) {
      task = id;
    }
  }

  private String state() {
    return status.path("state").asText("");
  }

  /** The reply, if what is known makes one. */
  private Optional<Reply> settled() {
    if (gathered.tooLong()) {
      String detail =
          "'%s' gave more than %d bytes; ask for less, or raise `answerBytes` in its file"
              .formatted(attempt.name(), attempt.limits().answerBytes());
      return Optional.of(new Reply.Lost(Problem.communication(502, detail)));
    }
    if (message.isObject()) {
      return Optional.of(answered(message));
    }
    String said = Text.of(status.path("message"));
    return switch (state()) {
      case "TASK_STATE_COMPLETED" -> Optional.of(answered(status.path("message")));
      case "TASK_STATE_FAILED" -> Optional.of(rejected(502, "failed", said));
      case "TASK_STATE_REJECTED" -> Optional.of(rejected(502, "refused the work", said));
      case "TASK_STATE_CANCELED" -> Optional.of(rejected(502, "cancelled the work", said));
      case "TASK_STATE_INPUT_REQUIRED" -> {
        cancel();
        yield Optional.of(rejected(422, "asks for input, which no run can give it", said));
      }
      case "TASK_STATE_AUTH_REQUIRED" -> {
        cancel();
        yield Optional.of(
            rejected(
                401, "asks for a sign-in; write what it needs as `headers` in its file", said));
      }
      default -> Optional.empty();
    };
  }

  private Reply answered(JsonNode last) {
    ObjectNode evidence =
        Json.object()
            .put("task", task)
            .put("card", card.digest().value())
            .put("binding", card.line().rpc() ? "JSONRPC" : "HTTP+JSON");
    return new Reply.Answered(gathered.output(last), Json.adopt(evidence), Usage.NONE);
  }

  private Reply rejected(int status, String what, String said) {
    String detail = "'%s' %s%s".formatted(attempt.name(), what, said.isEmpty() ? "" : ": " + said);
    return new Reply.Rejected(Problem.communication(status, detail), false);
  }

  private static Reply failed(Heard heard) {
    return switch (heard) {
      case Heard.Refused(var problem, var sure, var retryable, _) ->
          sure ? new Reply.Rejected(problem, retryable) : new Reply.Lost(problem);
      case Heard.Unsent(var problem, var retryable) -> new Reply.NotCalled(problem, retryable);
      case Heard.Silent(var problem) -> new Reply.Lost(problem);
      case Heard.Result _ -> throw new IllegalStateException("a result is no failure");
    };
  }

  /** Asks for the task, ever less often, until it has ended or the time is over. */
  private Reply followed() {
    if (task.isEmpty()) {
      String detail = "'%s' answered with neither a task nor a message".formatted(attempt.name());
      return new Reply.Lost(Problem.communication(502, detail));
    }
    Duration pause = A2aLimits.FIRST_POLL;
    while (!patience.over()) {
      if (waited(pause)) {
        return new Reply.Lost(
            Problem.communication(503, "'" + attempt.name() + "' was left: Fermata is ending"));
      }
      switch (agent.get(task, patience.left())) {
        case Heard.Result(var result) -> whole(result.has("task") ? result.path("task") : result);
        case Heard.Refused(var problem, _, _, var gone) when gone -> {
          return new Reply.Lost(problem);
        }
        // Whoever cannot be asked now may be later; the task goes on meanwhile.
        case Heard.Refused _, Heard.Unsent _, Heard.Silent _ -> {}
      }
      Optional<Reply> reply = settled();
      if (reply.isPresent()) {
        return reply.get();
      }
      Duration longer = pause.multipliedBy(3).dividedBy(2);
      pause = longer.compareTo(A2aLimits.LAST_POLL) < 0 ? longer : A2aLimits.LAST_POLL;
    }
    cancel();
    String detail =
        "'%s' did not end its task in time; it was asked to cancel it".formatted(attempt.name());
    return new Reply.Lost(Problem.timeout(detail));
  }

  private boolean waited(Duration pause) {
    try {
      long nanos = Math.min(pause.toNanos(), patience.left().toNanos());
      return closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Whether it does so changes nothing for us: what it did, it did. */
  private void cancel() {
    if (!task.isEmpty()) {
      var unused = agent.cancel(task, A2aLimits.CANCELLING);
    }
  }
}
