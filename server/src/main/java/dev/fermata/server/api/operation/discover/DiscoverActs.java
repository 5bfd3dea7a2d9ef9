package dev.fermata.server.api.operation.discover;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Roster;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.RosterShown;
import dev.fermata.server.api.operation.Trials;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.discover.Asked;
import dev.fermata.server.discover.Draft;
import dev.fermata.server.discover.Found;
import dev.fermata.server.discover.Overlaps;
import dev.fermata.server.discover.Pasted;
import dev.fermata.server.discover.Search;
import dev.fermata.server.discover.Told;
import dev.fermata.value.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Tells what an address offers, or what a text tells of, that nobody has registered. Reads no file:
 * what lies on the server's disk is for whoever may sign in there, not for every author.
 */
public final class DiscoverActs {
  private static final int ADDRESS_CHARS = 2_000;
  private static final int AT_ONCE = 2;

  private final Means means;
  private final Trials trials;
  private final Semaphore room = new Semaphore(AT_ONCE);
  public final Act look = Act.of(Right.AUTHOR, this::look);

  public DiscoverActs(Means means) {
    this.means = means;
    this.trials = new Trials(means);
  }

  private Reply look(Request request) {
    Body body = request.body("url", "text", "owner");
    String url = body.text("url", ADDRESS_CHARS).strip();
    String text = body.text("text", Search.BYTES_LIMIT);
    if (url.isEmpty() == text.isBlank()) {
      throw Refusal.badRequest("give an address as 'url', or what stands in a file as 'text'");
    }
    String owner = body.nameIfAny("owner").orElse(request.principal().name());
    List<String> unread = new ArrayList<>();
    List<Found> found = url.isEmpty() ? pasted(text) : asked(url, request, unread);
    ObjectNode tree = Json.object();
    ArrayNode items = tree.putArray("items");
    var overlaps = new Overlaps(agents(), servers());
    found.stream().limit(Search.FOUND_LIMIT).forEach(f -> items.add(told(f, owner, overlaps)));
    unread.forEach(tree.putArray("unread")::add);
    return Reply.ok(tree);
  }

  /** With the file that registers it, where one can be made and nothing is registered as that. */
  private static ObjectNode told(Found found, String owner, Overlaps overlaps) {
    List<String> same = overlaps.of(found);
    ObjectNode tree = Told.of(found, owner, same);
    Optional<Draft> draft =
        same.isEmpty() ? Draft.of(found, owner, Optional.empty()) : Optional.empty();
    draft.ifPresent(d ->
        tree.putObject("draft")
            .put("kind", d.path().equals("/tools") ? "tool" : "agent")
            .put("name", d.name())
            .put("source", d.text())
            .put("starts", !found.reach().command().isEmpty()));
    return tree;
  }

  private List<Found> pasted(String text) {
    return switch (Pasted.of(means.documents().parser(), text)) {
      case Pasted.Broken(var complaints) -> throw Refusal.misread("text", complaints);
      case Pasted.Read(var found) -> found;
    };
  }

  private List<Found> asked(String url, Request request, List<String> unread) {
    Asked asked =
        Asked.of(url)
            .orElseThrow(() ->
                Refusal.badRequest("'url' is no address of the web; write https://host/path"));
    if (asked.leaks()) {
      throw Refusal.badRequest(
          "a credential stands in 'url', and the address is kept in the ledger; leave it out");
    }
    if (!room.tryAcquire()) {
      throw Refusal.of("too-many", 429, "Others are looking", "nothing was asked")
          .after(Duration.ofSeconds(1));
    }
    try {
      List<Found> found = new ArrayList<>();
      for (URI at : asked.places()) {
        text(at, request, unread)
            .ifPresent(said ->
                found.addAll(Search.read(means.documents().parser(), at.toString(), said, unread)));
      }
      return Asked.distinct(found);
    } finally {
      room.release();
    }
  }

  private Optional<String> text(URI at, Request request, List<String> unread) {
    return switch (trials.look(at, Search.BYTES_LIMIT, request)) {
      case dev.fermata.effect.Reply.Answered(var said, _, _) -> {
        byte[] bytes = Base64.getDecoder().decode(said.view().asText(""));
        yield Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
      // Nothing left for that host, and nothing else would: it may not be reached, or cannot.
      case dev.fermata.effect.Reply.NotCalled(var problem, _, _) ->
          throw Refusal.of("not-reached", 422, "Nobody was asked", problem.detail());
      case dev.fermata.effect.Reply.Rejected(var problem, _, _) -> {
        unread.add(at + ": " + problem.detail());
        yield Optional.empty();
      }
      case dev.fermata.effect.Reply.Lost(var problem) -> {
        unread.add(at + ": " + problem.detail());
        yield Optional.empty();
      }
    };
  }

  private Roster roster() {
    return means.engine().house().roster();
  }

  private ArrayNode agents() {
    ArrayNode list = Json.object().putArray("agents");
    roster().agents().values().forEach(agent -> list.add(RosterShown.agent(agent)));
    return list;
  }

  private ArrayNode servers() {
    ArrayNode list = Json.object().putArray("servers");
    roster().servers().values().forEach(server -> list.add(RosterShown.server(server)));
    return list;
  }
}
