package dev.fermata.adapter.mcp;

import dev.fermata.adapter.mcp.session.McpLimits;
import dev.fermata.adapter.mcp.session.Outcome;
import dev.fermata.adapter.mcp.session.Patience;
import dev.fermata.adapter.mcp.session.Session;
import dev.fermata.adapter.mcp.session.Text;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of asking a server for all its tools. */
public sealed interface Survey {
  /**
   * @param leftOut by name, why a tool cannot be used
   */
  record Found(Map<String, Offer> offers, Map<String, String> leftOut) implements Survey {
    public Found {
      offers = Map.copyOf(offers);
      leftOut = Map.copyOf(leftOut);
    }
  }

  record Failed(Problem problem, boolean retryable) implements Survey {}

  /** Reads the list of tools, all pages of it, within the limits. */
  static Survey of(Session session, String name, McpLimits limits, Patience patience) {
    List<Json> tools = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    long bytes = 0;
    for (int page = 1; page <= limits.pages(); page++) {
      var params = Json.object();
      cursor.ifPresent(at -> params.put("cursor", at));
      Outcome outcome = session.ask("tools/list", Json.adopt(params), patience);
      if (!(outcome instanceof Outcome.Result(Json result))) {
        return failed(name, outcome);
      }
      bytes += result.toString().length();
      result.view().path("tools").forEach(tool -> tools.add(Json.adopt(tool)));
      if (tools.size() > limits.tools() || bytes > limits.listBytes()) {
        return unfit(
            "'%s' lists %d tools in %d bytes; at most %d in %d bytes are looked at"
                .formatted(name, tools.size(), bytes, limits.tools(), limits.listBytes()));
      }
      cursor = result.text("nextCursor");
      if (cursor.isEmpty()) {
        return sorted(tools);
      }
    }
    return unfit("'%s' lists its tools in over %d pages".formatted(name, limits.pages()));
  }

  private static Survey sorted(List<Json> tools) {
    Map<String, Offer> offers = new LinkedHashMap<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Json tool : tools) {
      String name = tool.text("name").orElse("");
      var offer = Offer.of(name, tool);
      Optional<String> why = wrong(offer);
      if (why.isPresent()) {
        leftOut.put(Text.clip(name, Names.LENGTH_LIMIT), why.get());
      } else if (offers.put(name, offer) != null) {
        leftOut.put(name, "it is listed twice; nobody can tell which of them a call would reach");
      }
    }
    leftOut.keySet().forEach(offers::remove);
    return new Found(offers, leftOut);
  }

  private static Optional<String> wrong(Offer offer) {
    if (!Names.valid(offer.name())) {
      return Optional.of("its name has other characters than letters, digits, '.', '-' and '_'");
    }
    if (offer.needsTask()) {
      return Optional.of("it can only be called as a task of the protocol, which we do not do");
    }
    if (offer.input().filter(schema -> schema.view().isObject()).isEmpty()) {
      return Optional.of("it has no schema for its input");
    }
    try {
      var unused = offer.digest();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("it has no digest: " + e.getMessage());
    }
  }

  private static Failed unfit(String detail) {
    return new Failed(Problem.own("too-many-tools", 422, "Too many tools", detail), false);
  }

  private static Failed failed(String name, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(var code, var message) ->
          new Failed(
              Problem.communication(
                  502, "'%s' does not list its tools: %s (%d)".formatted(name, message, code)),
              false);
      case Outcome.Refused(var problem, var retryable) -> new Failed(problem, retryable);
      case Outcome.Unsent(var problem, var retryable) -> new Failed(problem, retryable);
      case Outcome.Silent(var problem) -> new Failed(problem, true);
      case Outcome.Result _ -> throw new IllegalArgumentException("a result is no failure");
    };
  }
}
