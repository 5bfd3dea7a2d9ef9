package dev.fermata.server.interop;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.house.HouseState;
import dev.fermata.server.api.mcp.McpDoor;
import dev.fermata.server.api.web.Gateway;
import dev.fermata.server.api.web.Guard;
import dev.fermata.server.api.web.HttpServer;
import dev.fermata.server.api.web.Routes;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.auth.WorkPasses;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** The server's own HTTP, gateway and endpoint, open to everybody, with another desk behind it. */
final class ConformanceServer implements AutoCloseable {
  private final SqliteStore store;
  private final HttpServer http;

  ConformanceServer(Path folder) throws IOException {
    var chance = new SecureRandom();
    var clock = Clock.systemUTC();
    var log = new PlainLog(System.err, Log.Level.WARN, clock);
    store = SqliteStore.open(folder, chance);
    var tokens = new Tokens(store.credentials(), () -> HouseState.EMPTY, clock, chance);
    var house = new WorkPasses.House(Optional::empty, run -> Optional.empty());
    var doors = new Gateway.Doors(tokens, new WorkPasses(house, clock, chance));
    var gateway = new Gateway(new Guard(Set.of()), doors, clock, chance, log);
    McpDoor.Faults faults = (request, failure) -> log.error("mcp", request + " " + failure);
    var door = new McpDoor(Right.PUBLIC, ConformanceDesk.desk(), faults, clock, chance);
    http =
        new HttpServer(
            gateway,
            Routes.mcp(door),
            log,
            missing -> {
              throw missing;
            });
    http.start(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    return "http://127.0.0.1:" + http.port() + "/mcp";
  }

  @Override
  public void close() {
    http.close();
    store.close();
  }

  /** For trying the suite by hand. */
  public static void main(String[] args) throws Exception {
    var server = new ConformanceServer(Path.of(args[0]));
    System.out.println(server.url());
    Thread.currentThread().join();
  }
}
