package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.testkit.Permits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How somebody at the command line finds what is in doubt, and what they are shown of it. */
class DoubtVerbsTest {
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: test, name: books, version: '1.0.0', metadata: { owner: house } }
      do: [ { book: { call: tool, with: { server: bank, name: book, arguments: { amount: 7 } } } } ]
      """;

  private static final String BANK =
      """
      server: bank
      owner: house
      kind: http
      url: http://127.0.0.1:%d/
      tools:
        book: { effect: irreversible, check: find }
        find: { effect: read }
      """;

  /** Loses every booking, and does not know what became of it. */
  private static void lose(HttpExchange exchange) {
    try (exchange) {
      var request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (request.contains("\"work\":\"find\"")) {
        byte[] said =
            "{\"output\":{\"happened\":null,\"note\":\"still looking\"}}"
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, said.length);
        exchange.getResponseBody().write(said);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_is_in_doubt_is_found_and_shown_with_what_its_check_said(@TempDir Path folder)
      throws IOException {
    var bank = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bank.createContext("/", DoubtVerbsTest::lose);
    bank.start();
    try (TestServer server = TestServer.start()) {
      Map<String, String> who = signedIn(server, folder);
      Path file = folder.resolve("bank.yaml");
      Files.writeString(file, BANK.formatted(bank.getAddress().getPort()));
      fine(who, "tool", "add", file.toString());
      file = Files.writeString(folder.resolve("permits.yaml"), Permits.FILE);
      fine(who, "policy", "publish", file.toString());
      server.agree();
      file = Files.writeString(folder.resolve("books.yaml"), WORKFLOW);
      fine(who, "workflow", "publish", file.toString());
      Typed none = Typed.by(who, "run", "list", "--in-doubt");
      assertThat(none.out() + none.err()).contains("No run has an effect in doubt");
      String run = fine(who, "run", "start", "books", "-o", "name").strip();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> fine(who, "task", "list", "-o", "name"), out -> !out.isBlank());

      assertThat(fine(who, "run", "list", "--in-doubt", "-o", "name").strip()).isEqualTo(run);
      assertThat(fine(who, "run", "show", run))
          .contains("In doubt: did bank.book happen?")
          .containsPattern("key: \"?" + run + "/book")
          .contains("amount: 7")
          .contains("still looking");
      String task = fine(who, "task", "list", "-o", "name").strip();
      assertThat(fine(who, "task", "show", task))
          .contains("Did bank.book happen?", run + "/book", "amount: 7", "still looking");

      fine(who, "run", "cancel", run, "--yes");
      assertThat(fine(who, "run", "list", "--in-doubt", "-o", "name").strip()).isEqualTo(run);
    } finally {
      bank.stop(0);
    }
  }

  private static Map<String, String> signedIn(TestServer server, Path folder) {
    server.person("ana", "house", Role.ADMIN, Role.AUTHOR, Role.OPERATOR, Role.APPROVER);
    var asked = server.expect(201, server.post("/api/v1/people/ana/link", server.admin(), ""));
    var who =
        Map.of(
            "FERMATA_SERVER",
            "http://127.0.0.1:" + server.port(),
            "FERMATA_CONFIG",
            folder.resolve("config").toString());
    fine(who, "login", "--link", asked.json().path("link").asText());
    return who;
  }

  private static String fine(Map<String, String> who, String... command) {
    Typed typed = Typed.by(who, command);
    assertThat(typed.exit()).as(String.join(" ", command) + ": " + typed.err()).isZero();
    return typed.out();
  }
}
