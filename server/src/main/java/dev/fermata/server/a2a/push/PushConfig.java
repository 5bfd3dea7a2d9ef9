package dev.fermata.server.a2a.push;

import dev.fermata.value.RunId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where somebody wants to be told of a task (specification, 4.3).
 *
 * @param token sent along so that the receiver knows whose it is; empty for none
 * @param scheme how we prove ourselves, such as {@code Bearer}; empty if we do not
 * @param next the first entry of the run that was not told yet
 */
public record PushConfig(
    RunId run, String id, String url, String token, String scheme, String credentials, long next) {

  /** Told from that entry on. */
  PushConfig from(long number) {
    return new PushConfig(run, id, url, token, scheme, credentials, number);
  }

  boolean is(RunId other, String name) {
    return run.equals(other) && id.equals(name);
  }

  boolean secret() {
    return !token.isEmpty() || !credentials.isEmpty();
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("A2A-Version", "1.0");
    if (!token.isEmpty()) {
      headers.put("X-A2A-Notification-Token", token);
    }
    if (!scheme.isEmpty()) {
      headers.put("Authorization", (scheme + " " + credentials).strip());
    }
    return headers;
  }

  /** What it holds beside names is nobody's business. */
  @Override
  public String toString() {
    return "PushConfig[" + run + "/" + id + "]";
  }
}
