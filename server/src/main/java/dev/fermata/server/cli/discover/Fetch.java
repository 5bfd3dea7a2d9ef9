package dev.fermata.server.cli.discover;

import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.discover.Asked;
import dev.fermata.server.discover.Found;
import dev.fermata.server.discover.Owners;
import dev.fermata.server.discover.Search;
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

  private Fetch() {}

  static Search.Result of(String address, Document.Parser parser) {
    Asked asked =
        Asked.of(address)
            .orElseThrow(() ->
                Trouble.usage("'" + address + "' is no address", "Write it as https://host/path."));
    List<Found> found = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    try (HttpClient http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build()) {
      for (URI at : asked.places()) {
        text(http, at, unread)
            .ifPresent(text -> found.addAll(Search.read(parser, at.toString(), text, unread)));
      }
    }
    return new Search.Result(Asked.distinct(found), unread, Owners.NONE, found.size());
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
