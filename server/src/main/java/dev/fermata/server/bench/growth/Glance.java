package dev.fermata.server.bench.growth;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Role;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.host.CannotStart;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/**
 * Measures the overview of a server on a folder with many runs, as a browser asks for it; and how
 * fast what is stored is added up.
 *
 * @param entriesPerSecond how many entries of the journal were added up in a second
 * @param overviewMs half of the answers took at most so long, made anew each time
 * @param slowMs 95 of 100 took at most so long
 * @param firstOverviewMs the first answer after the server's start
 */
record Glance(double entriesPerSecond, double overviewMs, double slowMs, double firstOverviewMs) {
  /** Answers are kept for each zone; each of these is asked for once. */
  private static final int ZONES = 40;

  private static final int QUARTER_HOUR_SECONDS = 900;

  /** Adds up what is stored, and looks. */
  static Glance of(Path data) throws IOException, InterruptedException {
    return at(data, addUp(data));
  }

  /**
   * Starts a server there and looks.
   *
   * @param rate as it is to be told
   */
  static Glance at(Path data, double rate) throws IOException, InterruptedException {
    String token = token(data);
    var config = ServerConfig.of(data, (_, _, _) -> {}, _ -> {}).onPort(0);
    try (var server = FermataServer.start(config);
        var client = HttpClient.newHttpClient()) {
      var took = new Latencies();
      double first = 0;
      for (int i = 0; i < ZONES; i++) {
        var zone = ZoneOffset.ofTotalSeconds((i - ZONES / 2) * QUARTER_HOUR_SECONDS);
        String query = URLEncoder.encode(zone.getId(), StandardCharsets.UTF_8);
        var request =
            HttpRequest.newBuilder(server.address().resolve("/api/v1/overview?zone=" + query))
                .header("Authorization", "Bearer " + token)
                .build();
        long began = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - began;
        if (answer.statusCode() / 100 != 2) {
          throw new IllegalStateException("the server of this bench says " + answer.body());
        }
        first = i == 0 ? nanos / 1e6 : first;
        took.note(nanos);
      }
      return new Glance(rate, took.ms(0.5), took.ms(0.95), first);
    } catch (CannotStart e) {
      throw new IllegalStateException("the server of this bench cannot start", e);
    }
  }

  private static String token(Path data) {
    try (var store = SqliteStore.open(data, new SecureRandom())) {
      var tokens =
          new Tokens(
              store.credentials(),
              () -> HouseState.EMPTY,
              InstantSource.system(),
              new SecureRandom());
      Set<Role> roles = Set.of(Role.VIEWER);
      return tokens.machine("bench", roles, Optional.empty()).secret().reveal();
    }
  }

  /** How many entries a second. */
  static double addUp(Path data) {
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
}
