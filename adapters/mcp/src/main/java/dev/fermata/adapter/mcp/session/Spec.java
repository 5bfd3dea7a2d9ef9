package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;

/** What makes a session what it is: if it differs, it is another one. */
public record Spec(String name, Endpoint.Carrier by, int concurrency, int answerBytes) {
  public static Spec of(String name, Endpoint.Mcp endpoint, Limits limits) {
    return new Spec(name, endpoint.by(), limits.concurrency(), limits.answerBytes());
  }
}
