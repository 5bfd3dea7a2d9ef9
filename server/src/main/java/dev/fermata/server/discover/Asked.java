package dev.fermata.server.discover;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An address that is asked for what it offers: an A2A card or an OpenAPI document. */
public record Asked(String address, URI uri) {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final List<String> PLACES =
      List.of("/.well-known/agent-card.json", "/.well-known/agent.json", "/openapi.json");

  /** Nothing if the text is no address of the web. */
  public static Optional<Asked> of(String text) {
    try {
      URI uri = URI.create(text);
      boolean web = uri.getHost() != null && SCHEMES.contains(String.valueOf(uri.getScheme()));
      return web ? Optional.of(new Asked(text, uri)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a credential stands in it. */
  public boolean leaks() {
    return Leaks.inUrl(address);
  }

  /** Itself, where it names such a document; else the usual places below it. */
  public List<URI> places() {
    String bare = address.replaceFirst("/+$", "");
    return CardFile.named(String.valueOf(uri.getPath()))
        ? List.of(uri)
        : PLACES.stream().map(place -> URI.create(bare + place)).toList();
  }

  /** Each find once, although it is offered at several places. */
  public static List<Found> distinct(List<Found> found) {
    List<Found> all = new ArrayList<>();
    for (Found each : found) {
      if (all.stream().noneMatch(f -> f.kind() == each.kind() && f.name().equals(each.name()))) {
        all.add(each);
      }
    }
    return all;
  }
}
