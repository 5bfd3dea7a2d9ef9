package dev.fermata.server.cli.discover;

import dev.fermata.server.cli.say.Trouble;
import dev.fermata.workflow.Document;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks an address for what it offers: an A2A card or an OpenAPI document. Follows no redirect. */
final class Fetch {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final List<String> PLACES =
      List.of("/.well-known/agent-card.json", "/.well-known/agent.json", "/openapi.json");

  private Fetch() {}

  static Search.Result of(String address, Document.Parser parser) {
    URI base = checked(address);
    List<Found> found = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    try (HttpClient http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build()) {
      boolean file = CardFile.named(String.valueOf(base.getPath()));
      List<String> places = file ? List.of("") : PLACES;
      for (String place : places) {
        String at = address.replaceFirst("/+$", "") + place;
        text(http, URI.create(at), unread)
            .ifPresent(text -> found.addAll(Search.read(parser, at, text, unread)));
      }
    }
    return new Search.Result(distinct(found), unread, Owners.NONE, found.size());
  }

  private static List<Found> distinct(List<Found> found) {
    List<Found> all = new ArrayList<>();
    for (Found each : found) {
      if (all.stream().noneMatch(f -> f.kind() == each.kind() && f.name().equals(each.name()))) {
        all.add(each);
      }
    }
    return all;
  }

  private static URI checked(String address) {
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for an address without a host.
    }
    throw Trouble.usage("'" + address + "' is no address", "Write it as https://host/path.");
  }

  private static Optional<String> text(HttpClient http, URI uri, List<String> unread) {
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(Search.BYTES_LIMIT + 1);
        if (response.statusCode() != 200 || bytes.length > Search.BYTES_LIMIT) {
          unread.add(uri + ": status " + response.statusCode() + ", " + bytes.length + " bytes");
          return Optional.empty();
        }
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      unread.add(uri + ": no answer");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.interrupted();
    }
  }
}
