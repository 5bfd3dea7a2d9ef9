package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.server.Product;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.ledger.Keeping;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger from the command line: signing, verifying, exporting, erasing. */
class LedgerVerbsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String NOTES =
      """
      document: { dsl: '1.0.3', namespace: test, name: notes, version: '1.0.0', \
      metadata: { owner: house, subject: '${ .who }' } }
      do: [ { note: { set: { said: '${ .who + " was here" }' } } } ]
      """;
  private static final String NAPS =
      """
      document: { dsl: '1.0.3', namespace: test, name: naps, version: '1.0.0', \
      metadata: { owner: house, subject: '${ .who }' } }
      do: [ { nap: { wait: PT1H } } ]
      """;

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  /** The same for every start: a session belongs to an address. */
  private final int port = Product.freePort();

  private Path data() {
    return folder.resolve("data");
  }

  private Path elsewhere() {
    return folder.resolve("elsewhere.jsonl");
  }

  private String publicKey() {
    return folder.resolve("user/ledger.pub").toString();
  }

  private FermataServer server(String copy, int days) throws Exception {
    var config =
        ServerConfig.of(data(), (level, subject, text) -> {}, said::add)
            .onPort(port)
            .withUserFolder(Optional.of(folder.resolve("user")))
            .withLedger(new Keeping.Wanted(Optional.empty(), List.of(copy), days));
    return FermataServer.start(config);
  }

  private FermataServer server() throws Exception {
    return server(elsewhere().toString(), 400);
  }

  private Map<String, String> who(FermataServer server) {
    return Map.of(
        "FERMATA_SERVER",
        server.address().toString(),
        "FERMATA_CONFIG",
        folder.resolve("user").toString());
  }

  private Map<String, String> admin(FermataServer server) {
    var who = who(server);
    fine(who, "login", "--link", said.getLast().replaceFirst(".*: http", "http"));
    fine(who, "team", "add", "house", "--why", "somebody must own it");
    return who;
  }

  private static String fine(Map<String, String> who, String... command) {
    Typed typed = Typed.by(who, command);
    assertThat(typed.exit()).as(String.join(" ", command) + ": " + typed.err()).isZero();
    return typed.out();
  }

  private String publish(Map<String, String> who, String workflow) throws IOException {
    Path file = Files.writeString(folder.resolve("w.yaml"), workflow);
    return fine(who, "workflow", "publish", file.toString(), "--why", "asked for in letter 5");
  }

  private static String start(Map<String, String> who, String workflow, String subject) {
    return fine(who, "run", "start", workflow, "-i", "who=" + subject, "-o", "name").strip();
  }

  private static void ends(Map<String, String> who, String run) {
    await()
        .atMost(LONG)
        .until(() -> fine(who, "run", "show", run, "-o", "json").contains("completed"));
  }

  private Typed verify(Path data, String... more) {
    List<String> words = new ArrayList<>(List.of("audit", "verify", "--data", data.toString()));
    words.addAll(List.of(more));
    words.addAll(List.of("-o", "json"));
    return Typed.by(Map.of(), words.toArray(String[]::new));
  }

  private static JsonNode tree(Typed typed) {
    return Json.parse(typed.out()).view();
  }

  private static Path copied(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private boolean holds(String text) throws IOException {
    try (Stream<Path> files = Files.list(data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void what_is_signed_is_verified_on_the_folder_of_a_running_server_and_on_an_export()
      throws Exception {
    Path export = folder.resolve("ledger.jsonl");
    Path part = folder.resolve("part.jsonl");
    try (var server = server()) {
      var who = admin(server);
      publish(who, NOTES);
      String run = start(who, "notes", "zoe");
      ends(who, run);
      JsonNode signed = Json.parse(fine(who, "audit", "checkpoint", "-o", "json")).view();

      Typed verified =
          verify(data(), "--checkpoints", elsewhere().toString(), "--key", publicKey());
      assertThat(verified.exit()).as(verified.err() + verified.out()).isZero();
      assertThat(tree(verified).path("ledger").asText()).isEqualTo("sound");
      assertThat(tree(verified).path("signed")).isEqualTo(signed.path("last"));

      fine(who, "audit", "export", "--data", data().toString(), "--to", export.toString());
      fine(
          who,
          "audit",
          "export",
          "--data",
          data().toString(),
          "--to",
          part.toString(),
          "--run",
          run,
          "--no-bodies");
    }
    for (Path each : List.of(export, part)) {
      String file = each.toString();
      Typed verified =
          Typed.by(Map.of(), "audit", "verify", "--export", file, "--key", publicKey());
      assertThat(verified.exit()).as(verified.err() + verified.out()).isZero();
      assertThat(verified.out()).contains("The ledger is sound").contains("signed up to entry");
    }
    assertThat(Files.readString(export)).contains("zoe was here").contains("asked for in letter 5");
    assertThat(Files.readString(part)).doesNotContain("zoe");
  }

  @Test
  void the_first_changed_entry_is_named_with_exit_11() throws Exception {
    try (var server = server()) {
      var who = admin(server);
      publish(who, NOTES);
      ends(who, start(who, "notes", "zoe"));
    }
    Path copy = copied(data(), folder.resolve("copy"));
    assertThat(verify(copy).exit()).isZero();
    Path journal = copy.resolve("fermata.db");
    String bytes = Files.readString(journal, StandardCharsets.ISO_8859_1);
    Files.writeString(
        journal, bytes.replace("zoe was here", "ben was here"), StandardCharsets.ISO_8859_1);

    Typed broken = verify(copy);

    assertThat(broken.exit()).isEqualTo(11);
    JsonNode first = tree(broken).path("first");
    assertThat(first.path("position").asLong()).isPositive();
    assertThat(first.path("stream").asText()).startsWith("run/");
    assertThat(first.path("number").asLong()).isPositive();
    assertThat(first.path("what").asText()).isEqualTo("does not match its digest");
  }

  @Test
  void a_lost_end_is_found_by_the_checkpoints_that_were_kept_elsewhere() throws Exception {
    Path older;
    try (var server = server()) {
      admin(server);
    }
    older = copied(data(), folder.resolve("older"));
    try (var server = server()) {
      fine(who(server), "audit", "checkpoint");
      var who = who(server);
      publish(who, NOTES);
      ends(who, start(who, "notes", "zoe"));
    }
    assertThat(verify(older).exit()).isZero();

    Typed compared = verify(older, "--checkpoints", elsewhere().toString());

    assertThat(compared.exit())
        .as(compared.out() + compared.err() + Files.readString(elsewhere()))
        .isEqualTo(11);
    assertThat(compared.out()).contains("its end was cut off, or an older copy was put in its");
  }

  @Test
  void a_subject_is_erased_while_the_chain_stays_whole_and_a_live_run_is_refused()
      throws Exception {
    try (var server = server()) {
      var who = admin(server);
      publish(who, NOTES);
      publish(who, NAPS);
      String run = start(who, "notes", "zoe-canary");
      ends(who, run);
      String live = start(who, "naps", "zoe-canary");
      assertThat(holds("zoe-canary")).isTrue();

      Typed refused = Typed.by(who, "payload", "erase", live, "--why", "letter 17", "--yes");
      assertThat(refused.exit()).isEqualTo(5);
      assertThat(refused.err()).contains("is running").contains("Cancel it");

      Typed some =
          Typed.by(who, "payload", "erase", "--subject", "zoe-canary", "--why", "letter 17", "-y");
      assertThat(some.exit()).isEqualTo(5);
      assertThat(some.out()).contains("Erased 1 run.");
      assertThat(some.err()).contains("Left: run " + live);

      fine(who, "run", "cancel", live, "--yes");
      fine(who, "payload", "erase", "--subject", "zoe-canary", "--why", "letter 17", "--yes");
      assertThat(holds("zoe-canary")).isFalse();
      assertThat(fine(who, "run", "show", run)).contains("what it was given and gave was erased");
      assertThat(fine(who, "run", "events", run, "-o", "json")).contains("\"erased\" : true");
      fine(who, "audit", "checkpoint");
      assertThat(verify(data(), "--checkpoints", elsewhere().toString()).exit()).isZero();
      Typed again = Typed.by(who, "payload", "erase", run, "--why", "letter 17", "--yes");
      assertThat(again.err()).contains("is erased already");
    }
  }

  @Test
  void fewer_days_than_183_need_somebody_who_says_why() throws Exception {
    try (var server = server()) {
      var who = admin(server);
      assertThat(Typed.by(who, "audit", "allow-retention", "90").exit()).isEqualTo(2);
    }
    String place = elsewhere().toString();
    assertThat(failure(() -> server(place, 90))).contains("fermata audit allow-retention 90");
    try (var server = server()) {
      fine(who(server), "audit", "allow-retention", "90", "--why", "decided by the board");
    }
    server(place, 90).close();
    assertThat(failure(() -> server(place, 89))).contains("need somebody who says why");
  }

  @Test
  void the_key_is_the_owners_alone_and_never_lies_with_the_data() throws Exception {
    server().close();
    Path key = folder.resolve("user/ledger.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(holds(Files.readAllLines(key).getFirst())).isFalse();
    String before = Files.readString(key);
    server().close();
    assertThat(Files.readString(key)).isEqualTo(before);

    var config =
        ServerConfig.of(data(), (level, subject, text) -> {}, said::add)
            .onPort(0)
            .withUserFolder(Optional.empty())
            .withLedger(new Keeping.Wanted(Optional.of(data().resolve("key")), List.of(), 400));
    assertThat(failure(() -> FermataServer.start(config))).contains("would lie in the data folder");
  }

  @Test
  void a_place_that_does_not_answer_gets_its_checkpoints_later() throws Exception {
    var got = new ConcurrentLinkedQueue<String>();
    var calls = new AtomicInteger();
    var sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes());
          boolean works = calls.incrementAndGet() > 2;
          if (works) got.add(body);
          exchange.sendResponseHeaders(works ? 204 : 503, -1);
          exchange.close();
        });
    sink.start();
    try (var server = server("http://127.0.0.1:" + sink.getAddress().getPort() + "/in", 400)) {
      String signed = fine(admin(server), "audit", "checkpoint", "-o", "jsonl").strip();
      await().atMost(LONG).until(() -> !got.isEmpty());
      assertThat(got.peek()).isEqualTo(signed);
    } finally {
      sink.stop(0);
    }
  }

  private interface Start {
    FermataServer go() throws Exception;
  }

  private static String failure(Start start) {
    try (FermataServer server = start.go()) {
      throw new AssertionError("started at " + server.address());
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }
}
