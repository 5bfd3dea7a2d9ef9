package dev.fermata.roster;

import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How an agent or a tool server is reached; its kind. */
public sealed interface Endpoint {
  /** The kind's word in files. */
  String kind();

  /** What can also carry another protocol than ours. */
  sealed interface Carrier extends Endpoint {}

  /** A long-lived child process that speaks JSON lines on stdin and stdout. */
  record Process(List<String> command, String directory, Map<String, String> environment)
      implements Carrier {
    public Process {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    @Override
    public String kind() {
      return "process";
    }
  }

  /** An HTTP address that takes the same requests, one a POST. */
  record Http(String url, Map<String, String> headers) implements Carrier {
    public Http {
      headers = Map.copyOf(headers);
    }

    @Override
    public String kind() {
      return "http";
    }
  }

  /**
   * A language model, whose loop of turns and tool calls is ours: each is an effect of its own.
   *
   * @param fallback the model that answers where the first does not
   * @param turns how often it may be asked in one piece of work
   */
  record Model(Service service, Optional<Service> fallback, String instructions, int turns)
      implements Endpoint {
    public static final int TURNS = 20;
    public static final int TURNS_LIMIT = 200;

    @Override
    public String kind() {
      return "model";
    }
  }

  /**
   * Where a model answers.
   *
   * @param url what the protocol's own path is put behind, such as {@code http://localhost/v1}
   * @param key the variable of the server's environment that holds the key; empty for none
   * @param temperature how freely it answers, in thousandths; absent for the model's own
   * @param answerTokens how long one answer may be
   * @param silence how long it may say nothing before it is given up
   */
  record Service(
      Api api,
      String url,
      String model,
      String key,
      Optional<Integer> temperature,
      int answerTokens,
      Duration silence) {
    public static final int ANSWER_TOKENS = 4096;
    public static final int ANSWER_TOKENS_LIMIT = 1_000_000;
    public static final Duration SILENCE = Duration.ofSeconds(60);
  }

  /** The protocol that a model is asked by. */
  enum Api {
    OPENAI,
    ANTHROPIC;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A server of the Model Context Protocol.
   *
   * @param by a child process that speaks it on stdin and stdout, or an address
   * @param tool the tool that does an agent's work; empty for a tool server
   * @param pinned the tools that its owner accepted, by name, as the server declared them then
   */
  record Mcp(Carrier by, String tool, Map<String, Json> pinned) implements Endpoint {
    public Mcp {
      pinned = Collections.unmodifiableMap(new LinkedHashMap<>(pinned));
    }

    @Override
    public String kind() {
      return "mcp";
    }
  }

  /**
   * An agent that speaks A2A.
   *
   * @param url of its card, or of the place below which {@code /.well-known/agent-card.json} is
   * @param card digest of the card that its owner accepted; empty until they have
   * @param keys the public keys (a JWK Set) of which one must have signed the card; empty where it
   *     need not be signed
   */
  record A2a(String url, Map<String, String> headers, String card, Optional<Json> keys)
      implements Endpoint {
    public A2a {
      headers = Map.copyOf(headers);
      card = card == null ? "" : card;
    }

    /** Whose card nobody has accepted yet. */
    public A2a(String url, Map<String, String> headers) {
      this(url, headers, "", Optional.empty());
    }

    @Override
    public String kind() {
      return "a2a";
    }
  }

  /** A Java function that the program around the engine registered under that name. */
  record Java(String function) implements Endpoint {
    @Override
    public String kind() {
      return "java";
    }
  }
}
