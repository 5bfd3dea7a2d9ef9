package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The binding HTTP+JSON (specification, 11). */
public final class HttpActs {
  private static final String JSON = "application/a2a+json";
  private static final Duration CARD_AGE = Duration.ofMinutes(5);

  private final Operations operations;

  public final Act card = Act.of(Right.PUBLIC, this::card);
  public final Act extendedCard = act(Right.SEE, r -> json(operations().card(r)));
  public final Act send = act(Right.SIGNED_IN, r -> answer(operations().send(r, body(r))));
  public final Act stream =
      act(Right.SIGNED_IN, r -> operations().stream(r, body(r), event -> event));
  public final Act get =
      act(Right.SEE, r -> answer(operations().get(r, params(r, "historyLength"))), "historyLength");
  public final Act list = list();
  public final Act cancel = act(Right.OPERATE, r -> answer(operations().cancel(r, params(r))));
  public final Act subscribe =
      act(Right.SEE, r -> operations().subscribe(r, params(r), event -> event));
  public final Act createPush =
      act(Right.OPERATE, r -> answer(operations().createPush(r, pushed(r))));
  public final Act getPush = act(Right.OPERATE, r -> answer(operations().getPush(r, push(r))));
  public final Act listPushes =
      act(Right.OPERATE, r -> answer(operations().listPushes(r, push(r))), "pageSize", "pageToken");
  public final Act deletePush =
      act(
          Right.OPERATE,
          r -> {
            operations().deletePush(r, push(r));
            return json(Json.EMPTY);
          });

  HttpActs(Operations operations) {
    this.operations = operations;
  }

  /** Asked when an act works, long after the constructor. */
  private Operations operations() {
    return operations;
  }

  private Act act(Right right, Function<Request, Reply> work, String... query) {
    List<String> all = new ArrayList<>(List.of(query));
    all.add(Asked.VERSION);
    all.add(Asked.EXTENSIONS);
    Function<Request, Reply> checked =
        request -> {
          Asked.version(request);
          return work.apply(request);
        };
    return Act.of(right, checked, all.toArray(String[]::new));
  }

  private Act list() {
    String[] names = {
      "contextId",
      "status",
      "pageSize",
      "pageToken",
      "historyLength",
      "statusTimestampAfter",
      "includeArtifacts"
    };
    return act(Right.SEE, r -> answer(operations().list(r, Asked.params(r, names))), names);
  }

  private Reply card(Request request) {
    Json card = operations.openCard(request);
    return Reply.kept("application/json", card.toString(), CARD_AGE, Digest.of(card.bytes()));
  }

  private static Reply answer(ObjectNode tree) {
    return json(Json.adopt(tree));
  }

  private static Reply json(Json json) {
    return Reply.text(JSON, json.toString());
  }

  private static Json body(Request request) {
    if (!request.body().view().isObject()) {
      throw Refusal.badRequest("the body is no JSON object");
    }
    return request.body();
  }

  /** The task of the path, with what the query says. */
  private static Json params(Request request, String... names) {
    return Asked.params(request, names).with("id", Json.of(request.path().getOrDefault("id", "")));
  }

  private static Json push(Request request) {
    return Json.EMPTY
        .with("taskId", Json.of(request.path().getOrDefault("id", "")))
        .with("id", Json.of(request.path().getOrDefault("config", "")));
  }

  private static Json pushed(Request request) {
    JsonNode body = body(request).view();
    String task = request.path().getOrDefault("id", "");
    String named = body.path("taskId").asText("");
    if (!named.isEmpty() && !named.equals(task)) {
      throw Refusal.badRequest("'taskId' is another than that of the path");
    }
    return request.body().with("taskId", Json.of(task));
  }
}
