package dev.fermata.server.bench.growth;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.host.CannotStart;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the overview of a server on a folder with many runs, as a browser asks for it; and how
 * fast what is stored is added up.
 *
 * @param entriesPerSecond how many entries of the journal were added up in a second
 * @param overviewMs half of the answers took at most so long, made anew each time
 * @param firstOverviewMs the first answer after the server's start
 */
record Glance(double entriesPerSecond, double overviewMs, double firstOverviewMs) {
  /** Answers are kept for each zone; one is asked for each of these. */
  private static final int ZONES = 12;

  static Glance of(Path data) throws IOException, InterruptedException {
    double rate = addUp(data);
    List<String> said = new ArrayList<>();
    var config = ServerConfig.of(data, (_, _, _) -> {}, said::add).onPort(0);
    try (var server = FermataServer.start(config);
        var client = HttpClient.newHttpClient()) {
      String link = said.stream().filter(l -> l.contains("link=")).findFirst().orElseThrow();
      String body =
          Json.object().put("link", link.replaceFirst(".*link=", "")).put("token", true).toString();
      URI at = server.address();
      String token =
          sent(
                  client,
                  HttpRequest.newBuilder(at.resolve("/api/v1/session"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body)))
              .text("token")
              .orElseThrow();
      var took = new Latencies();
      double first = 0;
      for (int i = 0; i < ZONES; i++) {
        long began = System.nanoTime();
        sent(
            client,
            HttpRequest.newBuilder(at.resolve("/api/v1/overview?zone=Etc/GMT%2B" + i))
                .header("Authorization", "Bearer " + token));
        long nanos = System.nanoTime() - began;
        first = i == 0 ? nanos / 1e6 : first;
        took.note(nanos);
      }
      return new Glance(rate, took.ms(0.5), first);
    } catch (CannotStart e) {
      throw new IllegalStateException("the server of this bench cannot start", e);
    }
  }

  private static double addUp(Path data) {
    try (var store = SqliteStore.open(data, new SecureRandom());
        var file = InsightFile.open(data, store, Embedded::workflow)) {
      long from = file.position();
      long began = System.nanoTime();
      while (file.follow(store)) {
        // Page by page.
      }
      return (file.position() - from) * 1e9 / (System.nanoTime() - began);
    }
  }

  private static Json sent(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException("the server of this bench says " + answer.body());
    }
    return Json.parse(answer.body());
  }
}
