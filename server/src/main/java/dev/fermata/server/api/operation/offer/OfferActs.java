package dev.fermata.server.api.operation.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.ToolServer;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.RosterShown;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.offer.Changes;
import dev.fermata.server.offer.NotOffered;
import dev.fermata.server.offer.Offers;
import dev.fermata.server.offer.Ownership;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;

/** Shows how the tools of an MCP server differ from what was accepted, and accepts them anew. */
public final class OfferActs {
  private final Means means;
  public final Act changes = Act.of(Right.AUTHOR, request -> Reply.ok(shown(changes(request))));
  public final Act accept = Act.of(Right.AUTHOR, this::accept);

  public OfferActs(Means means) {
    this.means = means;
  }

  private Changes changes(Request request) {
    String name = request.name("server");
    var servers = means.engine().house().roster().servers();
    ToolServer server = servers.get(name);
    if (server == null) {
      throw Refusal.notFound(
          "tool server",
          "no tool server is called '" + name + "'." + Nearest.hint(name, servers.keySet()));
    }
    if (!(server.endpoint() instanceof Endpoint.Mcp mcp)) {
      throw Refusal.conflict(
          "not-mcp",
          "Its tools stand in its file",
          "'%s' is of kind %s; only an MCP server says itself what it offers"
              .formatted(name, server.endpoint().kind()));
    }
    try {
      return new Changes(
          server, mcp, means.offers().ask(new Offers.Place(name, mcp, server.limits())));
    } catch (NotOffered e) {
      throw Refusal.of(e.problem());
    }
  }

  private static ObjectNode shown(Changes changes) {
    ObjectNode tree = Json.object().put("name", changes.server().name());
    tree.put("owner", changes.server().owner()).put("offered", changes.digest().value());
    var items = tree.putArray("items");
    for (Changes.Change change : changes.all()) {
      ObjectNode item = items.addObject();
      item.put("tool", change.tool()).put("kind", change.kind().word());
      var lines = item.putArray("lines");
      change.lines().forEach(lines::add);
    }
    var leftOut = tree.putObject("leftOut");
    changes.offered().leftOut().forEach(leftOut::put);
    return tree;
  }

  private Reply accept(Request request) {
    Body body = request.body("offered", "why");
    String offered = body.need("offered");
    Changes changes = changes(request);
    Ownership.refusal(request.principal(), changes.server())
        .ifPresent(problem -> {
          throw Refusal.of(problem);
        });
    if (!offered.equals(changes.digest().value())) {
      throw Refusal.conflict(
              "changed",
              "It has changed meanwhile",
              "'" + changes.server().name() + "' offers something else than was shown")
          .withHint("look at the changes again, then accept them");
    }
    if (changes.all().isEmpty()) {
      return Reply.ok(RosterShown.server(changes.server()));
    }
    ToolServer accepted = changes.accepted();
    String why = Means.why(body, false);
    var signal = new HouseSignal.AddToolServer(accepted, request.principal());
    means.tell(why.isBlank() ? signal : new HouseSignal.Because(signal, why));
    return Reply.ok(RosterShown.server(accepted));
  }
}
