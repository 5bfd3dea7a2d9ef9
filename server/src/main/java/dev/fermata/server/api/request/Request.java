package dev.fermata.server.api.request;

import dev.fermata.roster.Principal;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.auth.hook.Signed;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param id names the request in answers and in the log
 * @param who empty for whoever has not signed in
 * @param path the named parts of the path
 * @param body {@code null} if there is none
 * @param form the fields of a page's form; empty for all else
 * @param signed how it proves itself, where the route asks for a signature; its body is there then
 * @param base where this server is reached: {@code http://127.0.0.1:7070}
 * @param headers those of {@link #HEADERS} that it has
 */
public record Request(
    String id,
    Optional<SignedIn> who,
    Map<String, String> path,
    Query query,
    Json body,
    Map<String, String> form,
    Optional<Signed> signed,
    String base,
    Map<String, String> headers) {
  /** The session of the Model Context Protocol that a request belongs to. */
  public static final String MCP_SESSION = "Mcp-Session-Id";

  public static final String MCP_VERSION = "MCP-Protocol-Version";
  public static final String LAST_EVENT = "Last-Event-ID";

  /** The trace that whoever asks is in: https://www.w3.org/TR/trace-context. */
  public static final String TRACE = "traceparent";

  /** The headers that an act may see. */
  public static final List<String> HEADERS = List.of(MCP_SESSION, MCP_VERSION, LAST_EVENT, TRACE);

  public Request {
    path = Map.copyOf(path);
    form = Map.copyOf(form);
    headers = Map.copyOf(headers);
  }

  /** Of a route that asks for no signature. */
  public Request(
      String id,
      Optional<SignedIn> who,
      Map<String, String> path,
      Query query,
      Json body,
      Map<String, String> form,
      String base) {
    this(id, who, path, query, body, form, Optional.empty(), base, Map.of());
  }

  /** The same asker asks for something else, in the same breath. */
  public Request asking(Map<String, String> part, Query other, Json what) {
    return new Request(id, who, part, other, what, Map.of(), Optional.empty(), base, headers);
  }

  /** The same within a trace, unless none is named. */
  public Request traced(String given) {
    if (given.isEmpty()) {
      return this;
    }
    Map<String, String> all = new HashMap<>(headers);
    all.put(TRACE, given);
    return new Request(id, who, path, query, body, form, signed, base, all);
  }

  /** Empty if it is not there. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  public SignedIn signedIn() {
    return who.orElseThrow(() ->
        Refusal.of(Problem.own("not-signed-in", 401, "Not signed in", "this needs a sign-in")));
  }

  public Principal principal() {
    return signedIn().principal();
  }

  /** A named part of the path; what cannot be a name names nothing. */
  public String name(String part) {
    String value = path.getOrDefault(part, "");
    if (!Names.valid(value)) {
      throw Refusal.notFound(part, "the " + part + " in the path is not a name");
    }
    return value;
  }

  /** The body's fields, none of which may be another than these. */
  public Body body(String... known) {
    return Body.of(body, known);
  }
}
