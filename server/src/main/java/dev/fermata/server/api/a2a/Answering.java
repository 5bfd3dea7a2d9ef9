package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.state.RunState;
import dev.fermata.server.a2a.Fault;
import dev.fermata.server.a2a.SentMessage;
import dev.fermata.server.a2a.Standing;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.TaskShown;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import java.util.List;
import java.util.Optional;

/** A person's answer to what a run asks, given by message. Programs give none. */
final class Answering {
  private static final int WHY_CHARS = 10_000;
  private static final int ANSWER_CHARS = 400;

  private final Means means;

  Answering(Means means) {
    this.means = means;
  }

  /** What a message says to a question. */
  private record Said(String answer, String why, Json data, Optional<Digest> digest) {}

  void answer(Request request, RunState run, SentMessage message) {
    var standing = Standing.of(run);
    if (standing.asks().isEmpty()) {
      throw Fault.UNSUPPORTED_OPERATION.because(
          "the task is at work and asks nothing; it takes a message when it requires input");
    }
    Act.require(request, Right.DECIDE);
    Task task = meant(request, standing.asks(), message);
    Said said = said(task, message);
    String id = Names.valid(message.id()) ? message.id() : request.id();
    means.decide(
        task,
        new RunSignal.Decide(
            task.id(),
            said.answer(),
            said.why(),
            said.data(),
            said.digest(),
            request.principal(),
            id));
  }

  private static Optional<JsonNode> data(SentMessage message) {
    return message.data().stream().map(Json::view).filter(JsonNode::isObject).findFirst();
  }

  private Task meant(Request request, List<Task> asks, SentMessage message) {
    String named = data(message).map(data -> data.path("task").asText("")).orElse("");
    List<Task> own =
        asks.stream()
            .filter(task -> TaskShown.mine(task, TaskShown.Viewer.of(means, request.principal())))
            .filter(task -> named.isEmpty() || task.id().value().equals(named))
            .toList();
    if (own.isEmpty()) {
      throw Refusal.of(
          "not-yours",
          403,
          "Not yours",
          "what the task asks waits for " + asks.getFirst().team() + "; you are not of that team");
    }
    if (own.size() > 1) {
      throw Refusal.badRequest(
          "the task asks several things; name one as 'task' in a data part: "
              + String.join(", ", own.stream().map(task -> task.id().value()).toList()));
    }
    return own.getFirst();
  }

  private static Said said(Task task, SentMessage message) {
    Optional<JsonNode> data = data(message);
    if (data.filter(d -> d.has("answer")).isPresent()) {
      JsonNode given = data.get();
      return new Said(
          text(given, "answer", ANSWER_CHARS),
          text(given, "why", WHY_CHARS),
          given.has("data") ? Json.of(given.path("data")) : Json.NULL,
          digest(given.path("digest").asText("")));
    }
    String text = message.text().strip();
    List<String> answers = List.copyOf(task.brief().answers().keySet());
    Optional<String> exact = answers.stream().filter(text::equalsIgnoreCase).findFirst();
    if (exact.isPresent()) {
      return new Said(exact.get(), "", Json.NULL, Optional.empty());
    }
    // Where there is but one answer, what was written is why it is given.
    if (answers.size() == 1 && text.length() <= WHY_CHARS) {
      return new Said(answers.getFirst(), text, Json.NULL, Optional.empty());
    }
    throw Refusal.badRequest(
        "the message is none of the answers "
            + String.join(", ", answers)
            + "; send one as text, or a data part {\"answer\": …, \"why\": …}");
  }

  private static String text(JsonNode from, String name, int most) {
    String text = from.path(name).asText("");
    if (text.length() > most) {
      throw Refusal.badRequest("'" + name + "' has over " + most + " characters");
    }
    return text;
  }

  private static Optional<Digest> digest(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(new Digest(text));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("'digest' is no digest; give the one that the question names");
    }
  }
}
