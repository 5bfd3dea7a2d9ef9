package dev.fermata.server.api.operation.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;

/** Prices of models. */
public final class ModelActs {
  private final Means means;
  public final Act prices = Act.of(Right.SEE, this::prices);

  public ModelActs(Means means) {
    this.means = means;
  }

  private Reply prices(Request request) {
    PriceFile.InForce inForce = means.models().prices().current();
    ObjectNode tree = Json.object();
    inForce.complaint().ifPresent(complaint -> tree.put("complaint", complaint));
    var items = tree.putArray("items");
    inForce
        .list()
        .prices()
        .forEach((model, price) ->
            items
                .addObject()
                .put("model", model)
                .put("input", price.input().toPlainString())
                .put("cached", price.cached().toPlainString())
                .put("output", price.output().toPlainString())
                .put("currency", price.currency()));
    return Reply.ok(tree);
  }
}
