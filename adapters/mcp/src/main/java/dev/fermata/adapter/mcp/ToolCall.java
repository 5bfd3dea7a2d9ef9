package dev.fermata.adapter.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.mcp.session.McpLimits;
import dev.fermata.adapter.mcp.session.Message;
import dev.fermata.adapter.mcp.session.Outcome;
import dev.fermata.adapter.mcp.session.Patience;
import dev.fermata.adapter.mcp.session.Session;
import dev.fermata.adapter.mcp.session.Text;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One call of one tool: a look whether it still is what its owner accepted, then the call.
 *
 * @param tool its name on the server
 */
record ToolCall(Attempt attempt, Endpoint.Mcp endpoint, String tool) {
  /** The member of {@code _meta} that names the effect, the same in every attempt. */
  static final String KEY = "dev.fermata/key";

  /** The member of {@code _meta} that an agent asks for tools with, while it works. */
  static final String TOOLS = "dev.fermata/tools";

  /** The member of {@code _meta} that OpenTelemetry's conventions for MCP name. */
  static final String TRACE = "traceparent";

  /** What a server says before it does anything. */
  private static final Set<Integer> BEFORE =
      Set.of(
          Message.PARSE_ERROR,
          Message.INVALID_REQUEST,
          Message.METHOD_NOT_FOUND,
          Message.INVALID_PARAMS);

  static ToolCall of(Attempt attempt, Endpoint.Mcp endpoint) {
    String tool = endpoint.tool().isEmpty() ? attempt.work() : endpoint.tool();
    return new ToolCall(attempt, endpoint, tool);
  }

  Reply late(String why) {
    String detail = "'%s' was not called before the deadline: %s".formatted(attempt.name(), why);
    return new Reply.NotCalled(Problem.timeout(detail), true);
  }

  /** The time begins here: what it took to open the session does not count. */
  Reply on(Session session, McpLimits limits) {
    var patience = Patience.of(attempt.limits().timeout());
    if (!attempt.input().view().isObject()) {
      String detail =
          "the tool '%s' of '%s' takes an object, not %s"
              .formatted(tool, attempt.name(), Text.clip(attempt.input().toString(), 40));
      return new Reply.NotCalled(Problem.validation(detail), false);
    }
    Optional<Reply> refusal =
        switch (Survey.of(session, attempt.name(), limits, patience)) {
          case Survey.Failed(var problem, var retryable) ->
              Optional.of(new Reply.NotCalled(problem, retryable));
          case Survey.Found found -> changed(found);
        };
    return refusal.orElseGet(() -> reply(session.ask("tools/call", params(), patience)));
  }

  private Json params() {
    var params = Json.object().put("name", tool);
    params.set("arguments", attempt.input().view());
    var meta = params.putObject("_meta").put(KEY, attempt.key().toString());
    if (!attempt.trace().isEmpty()) {
      meta.put(TRACE, attempt.trace());
    }
    attempt
        .pass()
        .ifPresent(p -> meta.putObject(TOOLS).put("mcp", p.address()).put("token", p.token()));
    return Json.adopt(params);
  }

  /** Why it is not called: it is not what its owner accepted. */
  private Optional<Reply> changed(Survey.Found found) {
    Json pinned = endpoint.pinned().get(tool);
    Offer offer = found.offers().get(tool);
    if (pinned != null && offer != null && offer.is(pinned)) {
      return Optional.empty();
    }
    String what;
    if (pinned == null) {
      what =
          "was never accepted; `fermata tool diff %s` shows what is offered"
              .formatted(attempt.name());
    } else if (offer == null) {
      String why = found.leftOut().get(tool);
      what =
          why == null
              ? "is no longer offered." + Nearest.hint(tool, found.offers().keySet())
              : "can no longer be called: " + why;
    } else {
      what =
          "is no longer what its owner accepted, so it is not called until they accept the"
              + " change (`fermata tool diff %s`): %s"
                  .formatted(
                      attempt.name(),
                      String.join("; ", Differences.between(pinned, offer.declared())));
    }
    String detail = "the tool '%s' of '%s' %s".formatted(tool, attempt.name(), what);
    return Optional.of(
        new Reply.NotCalled(Problem.own("changed", 409, "Tool changed", detail), false));
  }

  private Reply reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Result(var result) -> answered(result);
      case Outcome.Failed(var code, var message) -> {
        String detail =
            "'%s' failed to call '%s': %s (%d)".formatted(attempt.name(), tool, message, code);
        var problem = Problem.communication(502, detail);
        // Any other code may come after the work.
        yield BEFORE.contains(code) ? new Reply.Rejected(problem, false) : new Reply.Lost(problem);
      }
      case Outcome.Refused(var problem, var retryable) -> new Reply.Rejected(problem, retryable);
      case Outcome.Unsent(var problem, var retryable) -> new Reply.NotCalled(problem, retryable);
      case Outcome.Silent(var problem) -> new Reply.Lost(problem);
    };
  }

  private Reply answered(Json result) {
    JsonNode content = result.view().path("content");
    Optional<String> text = text(content);
    if (result.view().path("isError").asBoolean(false)) {
      String said = text.orElseGet(content::toString);
      return new Reply.Rejected(
          Problem.communication(502, Text.clip(said, McpLimits.ERROR_CHARS)), false);
    }
    Optional<Json> structured = result.member("structuredContent");
    if (structured.isEmpty() && !content.isArray()) {
      String detail =
          "the answer of '%s' has no content, so that nobody knows what it says"
              .formatted(attempt.name());
      return new Reply.Lost(Problem.communication(502, detail));
    }
    Json output = structured.or(() -> text.map(Json::of)).orElseGet(() -> Json.adopt(content));
    return new Reply.Answered(output, Json.NULL, Usage.NONE);
  }

  /** All the blocks as one text, if all of them are text. */
  private static Optional<String> text(JsonNode content) {
    List<JsonNode> blocks = content.valueStream().toList();
    boolean all =
        !blocks.isEmpty()
            && blocks.stream()
                .allMatch(
                    b -> b.path("type").asText("").equals("text") && b.path("text").isTextual());
    return all
        ? Optional.of(
            blocks.stream().map(b -> b.path("text").textValue()).collect(Collectors.joining("\n")))
        : Optional.empty();
  }
}
