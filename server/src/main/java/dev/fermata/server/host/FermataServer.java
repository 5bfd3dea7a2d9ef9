package dev.fermata.server.host;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.api.web.HttpServer;
import dev.fermata.server.api.web.Route;
import dev.fermata.server.auth.SignIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * One running server. Made by {@link #start}; {@link #close} saves what is under way and lets go of
 * everything.
 */
public final class FermataServer implements AutoCloseable {
  /** Below that much room a server says so when it starts. */
  private static final long LITTLE_ROOM_BYTES = 256L << 20;

  private static final Duration DRAIN = Duration.ofSeconds(8);

  private final ServerConfig config;
  private final Wiring wiring;
  private final HttpServer http;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean closing;

  private FermataServer(ServerConfig config, Wiring wiring, HttpServer http) {
    this.config = config;
    this.wiring = wiring;
    this.http = http;
  }

  /**
   * Opens the data folder, resumes what was under way, and begins to listen.
   *
   * @throws CannotStart with one sentence, if the folder is in use or cannot be written, or the
   *     port is taken
   */
  public static FermataServer start(ServerConfig config) throws CannotStart {
    if (!config.bind().isLoopbackAddress() && !config.behindProxy()) {
      throw new CannotStart(
          "the address "
              + config.bind().getHostAddress()
              + " can be reached from other machines; put a proxy that ends TLS before the server"
              + " and say so, or listen on 127.0.0.1");
    }
    Wiring wiring = open(config);
    try {
      if (config.userFolder().isPresent()) {
        UserFolder.lay(config.userFolder().get(), wiring.access().tokens());
      }
      var server = new FermataServer(config, wiring, wiring.http());
      server.listen();
      server.warnOfLittleRoom();
      server.greet();
      return server;
    } catch (CannotStart | RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  private static Wiring open(ServerConfig config) throws CannotStart {
    // Looked at before the engine opens: it would resume calls only to be stopped again.
    PortCheck.free(config.bind(), config.port());
    try {
      return Wiring.of(config);
    } catch (JournalFailure e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private void listen() throws CannotStart {
    try {
      http.start(config.bind(), config.port());
    } catch (IOException | RuntimeException e) {
      throw PortCheck.taken(config.bind(), config.port(), e);
    }
    wiring.listensAt(address().toString());
    config.log().info("server", "listens on " + address());
  }

  /** Says that the disk is nearly full, while something can still be done about it. */
  private void warnOfLittleRoom() {
    long free = config.data().toFile().getUsableSpace();
    if (free < LITTLE_ROOM_BYTES) {
      config
          .say()
          .accept(
              "Only "
                  + (free >> 20)
                  + " MiB are free for "
                  + config.data()
                  + ": commands will be refused once it is full; make room for at least "
                  + (LITTLE_ROOM_BYTES >> 20)
                  + " MiB");
    }
  }

  /** Whoever has no person yet gets a link that makes the first one. */
  private void greet() {
    SignIn signIn = wiring.access().signIn();
    if (signIn.nobodyYet()) {
      String link = address() + "/sign-in?link=" + signIn.link(SignIn.FIRST).secret().reveal();
      config.say().accept("Sign in once as admin (valid for 24 hours): " + link);
    }
  }

  public URI address() {
    String host = config.bind().isLoopbackAddress() ? "127.0.0.1" : config.bind().getHostAddress();
    return URI.create("http://" + host + ":" + http.port());
  }

  /** The engine inside, for what is wired in the same process. */
  public Fermata engine() {
    return wiring.engine();
  }

  /** All that can be asked of it, with the right that each needs. */
  public List<Route> routes() {
    return wiring.routes();
  }

  /** The store inside. */
  SqliteStore store() {
    return wiring.store();
  }

  /**
   * Has SIGTERM and Ctrl-C end the process in good order, with exit code 0: new work is refused at
   * once, what is under way is saved.
   */
  public void closeWithProcess() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  close();
                  Runtime.getRuntime().halt(0);
                },
                "fermata-goodbye"));
  }

  /** Waits until somebody closes it. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    http.release();
    try {
      if (!wiring.engine().drain(DRAIN)) {
        config.log().warn("server", "some calls did not end in time; a restart goes on with them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    wiring.close();
    config.log().info("server", "closed");
    closed.countDown();
  }
}
