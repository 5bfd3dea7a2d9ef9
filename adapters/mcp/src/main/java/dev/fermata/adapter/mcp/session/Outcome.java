package dev.fermata.adapter.mcp.session;

import dev.fermata.value.Json;
import dev.fermata.value.Problem;

/** What came of one request to a server. */
public sealed interface Outcome {
  /** The result, as the method defines it. */
  record Result(Json result) implements Outcome {}

  /** An error of the protocol itself, with its code. */
  record Failed(int code, String message) implements Outcome {}

  /** The server's own door turned it away, so that it is known not to have been done. */
  record Refused(Problem problem, boolean retryable) implements Outcome {}

  /** It never left. */
  record Unsent(Problem problem, boolean retryable) implements Outcome {}

  /** It left, and nothing that answers it came back. */
  record Silent(Problem problem) implements Outcome {}
}
