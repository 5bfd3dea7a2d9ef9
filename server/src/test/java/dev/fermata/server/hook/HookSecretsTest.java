package dev.fermata.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.api.TestServer;
import dev.fermata.server.auth.hook.HookKey;
import dev.fermata.server.cli.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the secrets of hooks are, and where not. S12 of docs/internals/security-tests.md. */
class HookSecretsTest {
  private static final String NOTE =
      """
      document: { dsl: '1.0.3', namespace: t, name: note, version: '1.0.0', metadata: { owner: admin } }
      do: [ { a: { set: { seen: true } } } ]
      """;

  private TestServer server;
  private Sender sender;

  @BeforeEach
  void start() {
    server = TestServer.start();
    sender = new Sender(server, 3);
    WebhookTest.publish(server, NOTE);
  }

  @AfterEach
  void stop() {
    sender.close();
    server.close();
  }

  private String open() {
    return WebhookTest.secret(WebhookTest.add(server, "orders", "note"));
  }

  private int send(String secret) {
    return sender.send(sender.letter("orders", secret, "{\"order\": 7}")).status();
  }

  private Path key() {
    return server.folder().resolve("user").resolve(HookKey.FILE);
  }

  @Test
  void a_secret_is_shown_once_and_stands_in_no_file_answer_or_log() throws IOException {
    String secret = open();
    assertThat(secret).startsWith("fmt_h-").hasSize("fmt_h-".length() + 43);
    assertThat(send(secret)).isEqualTo(201);
    String bare = secret.substring("fmt_h-".length());
    assertThat(server.get("/api/v1/hooks", server.admin()).text())
        .contains("orders")
        .doesNotContain(bare);
    assertThat(server.log()).doesNotContain(bare);
    server.inside().close();
    try (Stream<Path> files = Files.walk(server.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(bare)).as(file.toString()).isFalse();
        boolean ours = file.equals(key());
        assertThat(bytes.contains(Files.readString(key()).strip())).as(file + "").isEqualTo(ours);
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
        .isEqualTo("rw-------");
    server.restart();
  }

  @Test
  void without_its_key_a_hook_takes_nothing_says_so_and_is_mended_by_rotating() throws IOException {
    String lost = open();
    server.inside().close();
    Files.delete(key());
    server.restart();
    assertThat(send(lost)).isEqualTo(401);
    assertThat(server.get("/api/v1/hooks", server.admin()).text()).contains("\"usable\":false");
    String path = "/api/v1/hooks/orders/rotate";
    String fresh = WebhookTest.secret(server.expect(200, server.post(path, server.admin(), "{}")));
    assertThat(send(fresh)).isEqualTo(201);
    assertThat(send(lost)).isEqualTo(401);
    assertThat(server.get("/api/v1/hooks", server.admin()).text()).contains("\"usable\":true");
  }

  @Test
  void the_command_line_opens_lists_rotates_and_removes_hooks() throws IOException {
    Map<String, String> admin = admin();
    Typed added = Typed.by(admin, "hook", "add", "orders", "--workflow", "note", "--label=special");
    assertThat(added.exit()).as(added.err()).isZero();
    String secret = found("fmt_h-\\S+", added.out());
    assertThat(send(secret)).isEqualTo(201);
    assertThat(Typed.by(admin, "hook", "list").out()).contains("orders").contains("special");
    Typed rotated = Typed.by(admin, "hook", "rotate", "orders", "--why", "a test");
    assertThat(send(secret)).isEqualTo(401);
    assertThat(send(found("fmt_h-\\S+", rotated.out()))).isEqualTo(201);
    assertThat(Typed.by(admin, "hook", "remove", "orders", "--why", "a test", "-y").exit())
        .isZero();
    assertThat(Typed.by(admin, "hook", "list").out()).contains("No hook is open");
  }

  @Test
  void the_lines_of_the_help_start_a_run_from_a_shell() throws Exception {
    String help = Typed.by(Map.of(), "hook", "--help").out();
    String script = found("(?s)  T=.*?/hooks/orders\"", help);
    var builder = new ProcessBuilder("bash", "-euc", script).redirectErrorStream(true);
    builder.environment().put("SECRET", open());
    builder.environment().put("FERMATA_SERVER", server.inside().address().toString());
    Process shell = builder.start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).containsPattern("\"run\":\"\\w+\"");
    assertThat(server.get("/api/v1/runs", server.admin()).text()).contains("hook:orders");
  }

  private static String found(String pattern, String text) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group();
  }

  /** The surroundings of somebody who is signed in as admin at a terminal. */
  private Map<String, String> admin() throws IOException {
    Path folder = Files.createDirectories(server.folder().resolve("admin"));
    Files.writeString(folder.resolve("token"), server.admin() + "\n");
    return Map.of(
        "FERMATA_SERVER",
        server.inside().address().toString(),
        "FERMATA_CONFIG",
        folder.toString());
  }
}
