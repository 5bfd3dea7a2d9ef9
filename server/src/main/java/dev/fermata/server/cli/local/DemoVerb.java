package dev.fermata.server.cli.local;

import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server with the loans example at work, to look at and to decide in. */
@Command(
    name = "demo",
    description = {
      "Starts a server with the loans example at work.",
      "Three agents judge 24 applications, and where they differ, you decide. No model",
      "is called, unless you name one."
    },
    footer = {"", "Example:", "  fermata demo --port 7171 --fresh"})
final class DemoVerb implements Runnable {
  private static final String MARK = "demo.json";

  private final Desk desk;

  @Option(names = "--port", paramLabel = "PORT", description = "where it listens; 7070 by default")
  private int port = ServerConfig.PORT;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "keeps everything; ~/.local/share/fermata/demo by default")
  private String data = "";

  @Option(names = "--fresh", description = "forget the last demo and start anew")
  private boolean fresh;

  @Option(names = "--exit", description = "end after the summary")
  private boolean exit;

  @Option(
      names = "--each",
      paramLabel = "FILE",
      description = "other applications: a CSV file with the example's columns")
  private String each = "";

  @Option(
      names = "--simulate",
      description = "have simulated underwriters decide what waits, so that all runs end")
  private boolean simulate;

  @Mixin private DemoModel model = new DemoModel();

  DemoVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    Screen screen = desk.screen();
    model
        .lack()
        .ifPresent(lack -> {
          throw Trouble.usage(lack, "Example: fermata demo --model URL --model-name NAME");
        });
    Path folder = data.isEmpty() ? Folders.data(screen, "demo") : Path.of(data);
    folder = folder.toAbsolutePath().normalize();
    if (fresh) forget(folder);
    boolean resumed = Files.exists(folder.resolve(MARK));
    screen.note(
        resumed
            ? "Goes on with the demo in " + folder + "; --fresh starts anew."
            : "Makes a demo in " + folder + ".");
    List<String> said = new ArrayList<>();
    var log = new PlainLog(logFile(folder), Log.Level.INFO, screen.clock());
    var config =
        ServerConfig.of(folder.resolve("server"), log, said::add).onPort(ServerVerb.checked(port));
    try (FermataServer server = ServerVerb.started(config)) {
      screen.note("Server up at " + server.address() + ".");
      play(folder, server.address().toString(), String.join("\n", said));
      if (exit) return;
      screen.note("The server runs until Ctrl-C.");
      server.closeWithProcess();
      server.awaitClose();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void play(Path folder, String address, String said) {
    var mark = new DemoFolder(folder.resolve(MARK));
    try (Server asAdmin = mark.admin(address, said);
        var progress = new Progress(desk.screen())) {
      var demo = new Demo(asAdmin, folder, progress, model);
      demo.prepare();
      Demo.SignIns signIns = demo.signIns(desk.folder());
      List<Underwriter> people = simulate ? demo.underwriters() : List.of();
      demo.run(desk.screen().clock(), each, people);
      people.forEach(Underwriter::close);
      progress.clear();
      demo.summary(signIns, desk, !exit);
    }
  }

  /** A server that runs there holds its lock; its files must not go from under it. */
  private static void refuseIfLive(Path folder) {
    Path lock = folder.resolve("server").resolve("fermata.lock");
    if (!Files.exists(lock)) return;
    boolean free;
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    } catch (IOException e) {
      throw Trouble.failed("unwritable", "cannot open " + lock + ": " + Reason.of(e), "");
    }
    if (!free)
      throw Trouble.failed(
          "in-use",
          "a server runs in " + folder,
          "Stop it first, or give another folder with --data.");
  }

  /** Only a folder that a demo made is deleted. */
  private static void forget(Path folder) {
    if (!Files.exists(folder.resolve(MARK))) {
      if (Files.exists(folder.resolve("server")))
        throw Trouble.failed(
            "no-demo", folder + " was not made by a demo", "Give another folder with --data.");
      return;
    }
    refuseIfLive(folder);
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
    } catch (IOException e) {
      throw Trouble.failed(
          "unwritable", "cannot delete " + folder + ": " + Reason.of(e), "Delete it by hand.");
    }
  }

  private static PrintStream logFile(Path folder) {
    try {
      Files.createDirectories(folder);
      return new PrintStream(
          Files.newOutputStream(
              folder.resolve("server.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
          true,
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Trouble.failed(
          "unwritable",
          "cannot write in " + folder + ": " + Reason.of(e),
          "Make it a folder of yours, or give another with --data.");
    }
  }
}
