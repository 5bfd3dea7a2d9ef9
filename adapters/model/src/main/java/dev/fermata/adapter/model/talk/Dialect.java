package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import java.util.Map;
import java.util.Set;

/** A protocol that models are asked by. */
public sealed interface Dialect permits OpenAi, Anthropic {
  /** Put behind the service's address. */
  String path();

  Map<String, String> headers(Secret key);

  ObjectNode body(Question question);

  Reading reading(Hearing hearing);

  static Dialect of(Endpoint.Api api) {
    return switch (api) {
      case OPENAI -> new OpenAi();
      case ANTHROPIC -> new Anthropic();
    };
  }

  /** What is asked of which service. */
  record Question(
      Endpoint.Service service,
      String instructions,
      Turn turn,
      ToolNames names,
      Set<Concession> concessions) {
    /** The instructions, and the schema where the protocol's own way to say it is not used. */
    String instructions(boolean withSchema) {
      if (!withSchema || turn.output().isEmpty()) {
        return instructions;
      }
      return instructions
          + "\n\nYour last answer is JSON and nothing else, and fits this JSON Schema:\n"
          + turn.output().get();
    }
  }

  /** What a service turned out not to take, so that it is asked in another way. */
  enum Concession {
    /** It wants {@code max_completion_tokens}. */
    COMPLETION_TOKENS,
    /** It takes no {@code response_format}. */
    NO_FORMAT,
    /** It takes no {@code stream_options}. */
    NO_STREAM_OPTIONS
  }

  /** Takes in an answer, and tells when it is whole. */
  interface Reading {
    /** One event of a stream. */
    void event(String data) throws Unheard;

    /** A whole answer in one piece, from a service that does not stream. */
    void whole(String body) throws Unheard;

    boolean done();

    /** The answer has ended: was that all? */
    void end() throws Unheard;
  }

  static Json parsed(String data) throws Unheard {
    try {
      return Json.parse(data);
    } catch (Json.Malformed e) {
      throw new Unheard(
          Unheard.Reason.NONSENSE,
          "its answer is not JSON (%s): %s".formatted(e.getMessage(), Text.clip(data, 200)));
    }
  }
}
