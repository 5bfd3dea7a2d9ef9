package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.a2a.Faulty;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The binding JSON-RPC 2.0 (specification, 9). */
public final class RpcAct {
  private final Operations operations;

  /** Each method asks for its own right. */
  public final Act call = Act.of(Right.SIGNED_IN, this::call, Asked.VERSION, Asked.EXTENSIONS);

  RpcAct(Operations operations) {
    this.operations = operations;
  }

  private Reply call(Request request) {
    JsonNode body = request.body().view();
    JsonNode id = body.path("id");
    boolean named = id.isTextual() || id.isNumber() || id.isNull();
    JsonNode shown = named ? id : Json.NULL.view();
    if (!body.path("jsonrpc").asText("").equals("2.0")
        || !body.path("method").isTextual()
        || !named) {
      return answered(
          Faulty.rpc(shown, Faulty.NO_REQUEST, "This is no JSON-RPC 2.0 request with an id"));
    }
    try {
      Asked.version(request);
      return dispatch(request, body, id);
    } catch (Refusal refusal) {
      return answered(Faulty.rpc(id, refusal).view());
    }
  }

  private Reply dispatch(Request request, JsonNode body, JsonNode id) {
    JsonNode given = body.path("params");
    if (!given.isObject() && !given.isMissingNode() && !given.isNull()) {
      throw Refusal.badRequest("'params' is no object");
    }
    Json params = given.isObject() ? Json.of(given) : Json.EMPTY;
    UnaryOperator<Json> wrapped = event -> Json.adopt(result(id, event.view()));
    String method = body.path("method").textValue();
    return switch (method) {
      case "SendStreamingMessage" -> operations.stream(request, params, wrapped);
      case "SubscribeToTask" -> operations.subscribe(request, params, wrapped);
      default ->
          plain(method, request, params)
              .map(made -> answered(result(id, made)))
              .orElseGet(() ->
                  answered(Faulty.rpc(id, Faulty.NO_METHOD, "A2A 1.0 has no method of that name")));
    };
  }

  /** The result of a method that answers once; nothing if there is no such method. */
  private Optional<JsonNode> plain(String method, Request request, Json params) {
    return switch (method) {
      case "SendMessage" -> Optional.of(operations.send(request, params));
      case "GetTask" -> Optional.of(operations.get(request, params));
      case "ListTasks" -> Optional.of(operations.list(request, params));
      case "CancelTask" -> Optional.of(operations.cancel(request, params));
      case "CreateTaskPushNotificationConfig" ->
          Optional.of(operations.createPush(request, params));
      case "GetTaskPushNotificationConfig" -> Optional.of(operations.getPush(request, params));
      case "ListTaskPushNotificationConfigs" -> Optional.of(operations.listPushes(request, params));
      case "DeleteTaskPushNotificationConfig" -> {
        operations.deletePush(request, params);
        yield Optional.of(Json.object());
      }
      case "GetExtendedAgentCard" -> Optional.of(operations.card(request).view());
      default -> Optional.empty();
    };
  }

  private static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode tree = Json.object().put("jsonrpc", "2.0");
    tree.set("id", id);
    tree.set("result", result);
    return tree;
  }

  private static Reply answered(JsonNode tree) {
    return Reply.ok(tree);
  }
}
