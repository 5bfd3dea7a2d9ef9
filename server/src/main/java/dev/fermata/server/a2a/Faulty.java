package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import java.util.Locale;
import java.util.Optional;

/** Answers that are errors, in the form of each binding (specification, 9.5 and 11.6). */
public final class Faulty {
  /** Where all of it is found; errors below are written in its form. */
  public static final String PATH = "/a2a";

  /** The address of the JSON-RPC binding. */
  public static final String RPC = PATH + "/rpc";

  /** What JSON-RPC itself names. */
  public static final int NOT_JSON = -32700;

  public static final int NO_REQUEST = -32600;
  public static final int NO_METHOD = -32601;
  private static final int BAD_PARAMS = -32602;
  private static final int INTERNAL = -32603;

  private static final String INFO = "type.googleapis.com/google.rpc.ErrorInfo";
  private static final String SPECIFIED = "a2a-protocol.org";
  private static final String OURS = "fermata.dev";

  private Faulty() {}

  /** What a refusal is where the protocol itself has no error for it. */
  private record Usual(int code, String status) {
    static Usual of(int http) {
      return switch (http) {
        case 400, 413, 422 -> new Usual(BAD_PARAMS, "INVALID_ARGUMENT");
        case 401 -> new Usual(-32010, "UNAUTHENTICATED");
        case 403 -> new Usual(-32011, "PERMISSION_DENIED");
        case 404, 405 -> new Usual(-32012, "NOT_FOUND");
        case 409 -> new Usual(-32013, "FAILED_PRECONDITION");
        case 415 -> new Usual(-32005, "INVALID_ARGUMENT");
        case 429 -> new Usual(-32014, "RESOURCE_EXHAUSTED");
        case 503, 507 -> new Usual(-32015, "UNAVAILABLE");
        default -> new Usual(INTERNAL, "INTERNAL");
      };
    }
  }

  /** Whether what is asked for at this path is answered in the protocol's own form. */
  public static boolean covers(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /** For the binding HTTP+JSON. */
  public static Json http(Refusal refusal) {
    var problem = refusal.problem();
    Optional<Fault> fault = Fault.of(problem.kind());
    ObjectNode tree = Json.object();
    ObjectNode error = tree.putObject("error");
    error
        .put("code", problem.status())
        .put("status", fault.map(Fault::status).orElse(Usual.of(problem.status()).status()))
        .put("message", said(refusal));
    error.set("details", details(refusal));
    return Json.adopt(tree);
  }

  /** For the binding JSON-RPC. */
  public static Json rpc(JsonNode id, Refusal refusal) {
    var problem = refusal.problem();
    int code = Fault.of(problem.kind()).map(Fault::code).orElse(Usual.of(problem.status()).code());
    ObjectNode tree = rpc(id, code, said(refusal));
    ((ObjectNode) tree.path("error")).set("data", details(refusal));
    return Json.adopt(tree);
  }

  /**
   * What was refused before anybody read whose request it is: it is not even JSON, or not signed
   * in.
   */
  public static Json unread(Refusal refusal) {
    JsonNode nobody = Json.NULL.view();
    return refusal.problem().kind().equals("bad-request")
        ? Json.adopt(rpc(nobody, NOT_JSON, said(refusal)))
        : rpc(nobody, refusal);
  }

  public static ObjectNode rpc(JsonNode id, int code, String message) {
    ObjectNode tree = Json.object().put("jsonrpc", "2.0");
    tree.set("id", id);
    tree.putObject("error").put("code", code).put("message", message);
    return tree;
  }

  private static String said(Refusal refusal) {
    var problem = refusal.problem();
    return problem.title()
        + (problem.detail().isEmpty() ? "" : ": " + problem.detail())
        + (refusal.hint().isEmpty() ? "" : "; " + refusal.hint());
  }

  private static ArrayNode details(Refusal refusal) {
    String kind = refusal.problem().kind();
    Optional<Fault> fault = Fault.of(kind);
    ArrayNode details = Json.object().arrayNode();
    details
        .addObject()
        .put("@type", INFO)
        .put(
            "reason",
            fault.map(Fault::name).orElseGet(() -> kind.toUpperCase(Locale.ROOT).replace('-', '_')))
        .put("domain", fault.isPresent() ? SPECIFIED : OURS);
    return details;
  }
}
