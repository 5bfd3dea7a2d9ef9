package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import java.util.Optional;

/** What makes a session what it is: if it differs, it is another one. */
public record Spec(
    String name,
    Optional<Endpoint.Process> process,
    Optional<Endpoint.Http> http,
    int concurrency,
    int answerBytes) {
  public static Spec of(String name, Endpoint.Mcp endpoint, Limits limits) {
    return new Spec(
        name, endpoint.process(), endpoint.http(), limits.concurrency(), limits.answerBytes());
  }
}
