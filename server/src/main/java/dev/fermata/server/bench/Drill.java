package dev.fermata.server.bench;

import dev.fermata.server.bench.rig.Victim;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.SecondPerson;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.host.CannotStart;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import dev.fermata.value.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What {@link CrashBench} does, in small and in this process, for the launcher's caches: a server
 * is closed while runs are under way, and another goes on with them.
 */
public final class Drill {
  private static final int RUNS = 400;
  private static final int SETTLED = RUNS / 4;
  private static final int CALLS_AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String BATCH = "drill";

  private final Path folder;
  private volatile String said = "";

  /**
   * @param folder where the servers keep everything, and settings of their user in {@code config}
   */
  public Drill(Path folder) {
    this.folder = folder;
  }

  /** What is done while the second server answers. */
  public interface Visit {
    void to(URI address) throws Exception;
  }

  public void play(Visit visit) throws Exception {
    try (var receiver = new Receiver()) {
      receiver.release();
      Credential admin = begun(receiver);
      try (var server = started();
          var client = new Server(server.address().toString(), Optional.of(admin))) {
        until(() -> client.get("/batches/" + BATCH).path("completed").asInt() == RUNS);
        visit.to(server.address());
      }
    }
  }

  private FermataServer started() throws CannotStart {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var log = new PlainLog(nowhere, Log.Level.INFO, InstantSource.system());
    return FermataServer.start(
        ServerConfig.of(folder.resolve("data"), log, line -> said = line)
            .withUserFolder(Optional.of(folder.resolve("config")))
            .onPort(0));
  }

  private Credential begun(Receiver receiver) throws CannotStart {
    try (var server = started()) {
      String address = server.address().toString();
      Credential admin = Victim.signIn(address, Victim.link(said));
      try (var client = new Server(address, Optional.of(admin))) {
        begin(client, receiver);
      }
      until(() -> receiver.settledOrders() >= SETTLED);
      return admin;
    }
  }

  private static void begin(Server client, Receiver receiver) {
    publish(client, "/tools", CrashBench.TOOLS.formatted(receiver.url(), CALLS_AT_ONCE));
    publish(client, "/policies", CrashBench.POLICY);
    SecondPerson.agrees(client, "second", "a drill asks nobody");
    publish(client, "/workflows", CrashBench.WORKFLOW);
    client.post("/batches/" + BATCH + "/rows", CrashBench.orders(0, RUNS, _ -> false));
  }

  private static void publish(Server client, String path, String source) {
    client.post(path, Json.object().put("source", source));
  }

  private static void until(BooleanSupplier met) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!met.getAsBoolean()) {
      if (System.nanoTime() > end) throw new IllegalStateException("the drill does not end");
      Victim.pause();
    }
  }
}
