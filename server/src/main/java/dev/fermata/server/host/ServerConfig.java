package dev.fermata.server.host;

import dev.fermata.adapter.otel.Settings;
import dev.fermata.server.ledger.Keeping;
import dev.fermata.server.log.Log;
import dev.fermata.server.notify.MailServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What a server is told.
 *
 * @param data the folder that it keeps everything in; made if it is not there
 * @param port 0 for any that is free
 * @param bind where it listens; another than loopback only behind a proxy that ends TLS
 * @param names further names that it answers to, with their port where it is not the usual one
 * @param behindProxy whether a proxy stands before it and ends TLS
 * @param javaHome the JDK that {@code ${java}} in a process agent's command stands for
 * @param userFolder where the command line finds its token; nothing is laid there if empty
 * @param allowedHosts hosts that {@code call: http} may reach although they are not public
 * @param fatal told the exit code when the engine can no longer go on; called once, must not return
 *     to work as before
 * @param say told the few lines that a person must see at the start, such as the first link
 * @param ledger how the ledger is signed and copied, and how long it is kept whole
 * @param mail where mail to people is handed in; without it none is sent
 * @param telemetry where traces and metrics go
 */
public record ServerConfig(
    Path data,
    int port,
    InetAddress bind,
    Set<String> names,
    boolean behindProxy,
    Path javaHome,
    Optional<Path> userFolder,
    Set<String> allowedHosts,
    Log log,
    IntConsumer fatal,
    Consumer<String> say,
    Keeping.Wanted ledger,
    Optional<MailServer> mail,
    Settings telemetry) {
  /**
   * It cannot go on: an fsync failed, the store is damaged, or a part of the program could not be
   * loaded. Start again to recover.
   */
  public static final int EXIT_STORE = 75;

  public static final int PORT = 7070;

  /** With a ledger that nobody signs, kept for the usual time. */
  public ServerConfig(
      Path data,
      int port,
      InetAddress bind,
      Set<String> names,
      boolean behindProxy,
      Path javaHome,
      Optional<Path> userFolder,
      Set<String> allowedHosts,
      Log log,
      IntConsumer fatal,
      Consumer<String> say) {
    this(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        Keeping.Wanted.NOTHING,
        Optional.empty(),
        Settings.NOWHERE);
  }

  public ServerConfig {
    names = Set.copyOf(names);
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** The defaults for a folder: loopback, the usual port, this process's own Java. */
  public static ServerConfig of(Path data, Log log, Consumer<String> say) {
    return new ServerConfig(
        data,
        PORT,
        InetAddress.getLoopbackAddress(),
        Set.of(),
        false,
        Path.of(System.getProperty("java.home")),
        Optional.of(UserPlaces.config(name -> System.getenv().getOrDefault(name, ""))),
        Set.of(),
        log,
        code -> Runtime.getRuntime().halt(code),
        say);
  }

  /** With another way to keep the ledger. */
  public ServerConfig withLedger(Keeping.Wanted other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        other,
        mail,
        telemetry);
  }

  /** How people reach it: by its public name, or where it listens on this machine. */
  String base(String address) {
    return behindProxy
        ? names.stream().sorted().findFirst().map(name -> "https://" + name).orElse(address)
        : address;
  }

  /** With a server that takes mail to people. */
  public ServerConfig withMail(Optional<MailServer> other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        ledger,
        other,
        telemetry);
  }

  /** With others who are told what it does. */
  public ServerConfig withTelemetry(Settings other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        ledger,
        mail,
        other);
  }

  public ServerConfig onPort(int other) {
    return new ServerConfig(
        data,
        other,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        ledger,
        mail,
        telemetry);
  }

  public ServerConfig withUserFolder(Optional<Path> other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        other,
        allowedHosts,
        log,
        fatal,
        say,
        ledger,
        mail,
        telemetry);
  }

  public ServerConfig withFatal(IntConsumer other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        other,
        say,
        ledger,
        mail,
        telemetry);
  }

  public ServerConfig withAllowedHosts(Set<String> other) {
    return new ServerConfig(
        data,
        port,
        bind,
        names,
        behindProxy,
        javaHome,
        userFolder,
        other,
        log,
        fatal,
        say,
        ledger,
        mail,
        telemetry);
  }

  /** As reached through a proxy that ends TLS, under these names. */
  public ServerConfig behindProxy(InetAddress address, Set<String> publicNames) {
    return new ServerConfig(
        data,
        port,
        address,
        publicNames,
        true,
        javaHome,
        userFolder,
        allowedHosts,
        log,
        fatal,
        say,
        ledger,
        mail,
        telemetry);
  }
}
