package dev.fermata.server.offer;

import dev.fermata.adapter.mcp.Differences;
import dev.fermata.adapter.mcp.Offer;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How what an MCP server offers now differs from what its owner accepted. */
public record Changes(ToolServer server, Endpoint.Mcp endpoint, Offers.Offered offered) {
  /** What became of one tool. */
  public record Change(String tool, Kind kind, List<String> lines) {
    public Change {
      lines = List.copyOf(lines);
    }
  }

  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** By the tool's name. */
  public List<Change> all() {
    Set<String> names = new TreeSet<>(endpoint.pinned().keySet());
    names.addAll(offered.offers().keySet());
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      Json before = endpoint.pinned().get(name);
      Offer now = offered.offers().get(name);
      if (before == null && now != null) {
        changes.add(new Change(name, Kind.ADDED, Differences.between(Json.EMPTY, now.declared())));
      } else if (before != null && now == null) {
        String why = offered.leftOut().getOrDefault(name, "it is no longer offered");
        changes.add(new Change(name, Kind.REMOVED, List.of(why)));
      } else if (before != null && now != null && !now.is(before)) {
        changes.add(new Change(name, Kind.CHANGED, Differences.between(before, now.declared())));
      }
    }
    return List.copyOf(changes);
  }

  /** Names what is offered now, so that nobody accepts what they were not shown. */
  public Digest digest() {
    return Digest.ofCanonical(offered.pinned());
  }

  /**
   * The server with all of it accepted. What its owner said of a tool stays; what they said nothing
   * of is as it is offered now; a new tool is irreversible.
   */
  public ToolServer accepted() {
    Map<String, Json> pinned = new LinkedHashMap<>();
    offered.offers().forEach((name, offer) -> pinned.put(name, offer.declared()));
    Optional<Boundary> around = common();
    Map<String, Tool> tools = new LinkedHashMap<>();
    offered.offers().forEach((name, offer) -> tools.put(name, tool(name, offer, around)));
    // A check that is gone, or no longer only reads, settles nothing.
    tools.replaceAll(
        (_, tool) -> tool.check().filter(c -> !reads(tools, c)).isEmpty() ? tool : unchecked(tool));
    var fingerprint = Json.object().put("was", server.fingerprint().value());
    fingerprint.put("accepted", digest().value());
    return new ToolServer(
        server.name(),
        server.version(),
        server.owner(),
        server.purpose(),
        new Endpoint.Mcp(endpoint.by(), endpoint.tool(), pinned),
        tools,
        server.limits(),
        Digest.ofCanonical(Json.adopt(fingerprint)));
  }

  private Tool tool(String name, Offer offer, Optional<Boundary> around) {
    Tool was = server.tools().get(name);
    Json before = endpoint.pinned().get(name);
    if (was == null || before == null) {
      return new Tool(
          name,
          offer.description(),
          EffectClass.IRREVERSIBLE,
          false,
          offer.input(),
          Offers.output(offer),
          Optional.empty(),
          around);
    }
    var old = new Offer(name, before);
    return new Tool(
        name,
        was.description().equals(old.description()) ? offer.description() : was.description(),
        effect(was, old, offer),
        was.keyed(),
        was.input().equals(old.input()) ? offer.input() : was.input(),
        was.output().equals(Offers.output(old)) ? Offers.output(offer) : was.output(),
        was.check(),
        was.boundary());
  }

  /** A tool that said that it only reads and says so no longer is believed that much. */
  private static EffectClass effect(Tool was, Offer old, Offer offer) {
    boolean noLonger = old.hints("readOnlyHint") && !offer.hints("readOnlyHint");
    return was.effect() == EffectClass.READ && noLonger ? EffectClass.IRREVERSIBLE : was.effect();
  }

  private static boolean reads(Map<String, Tool> tools, String check) {
    return Optional.ofNullable(tools.get(check))
        .filter(t -> t.effect() == EffectClass.READ)
        .isPresent();
  }

  private static Tool unchecked(Tool tool) {
    return new Tool(
        tool.name(),
        tool.description(),
        tool.effect(),
        tool.keyed(),
        tool.input(),
        tool.output(),
        Optional.empty(),
        tool.boundary());
  }

  /** The boundary that all tools have, which is that of the file; else that of a file with none. */
  private Optional<Boundary> common() {
    Set<Optional<Boundary>> all = new HashSet<>();
    server.tools().values().forEach(tool -> all.add(tool.boundary()));
    return all.size() == 1 ? all.iterator().next() : Optional.empty();
  }
}
