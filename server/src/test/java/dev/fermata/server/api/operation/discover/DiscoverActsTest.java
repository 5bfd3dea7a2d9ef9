package dev.fermata.server.api.operation.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking for what nobody registered, over the API. */
class DiscoverActsTest {
  private static final String CARD =
      """
      {"name": "Letter Writer", "url": "https://bob:hunter2hunter2@letters.example.com/a2a",
       "skills": [{"id": "letters"}]}
      """;

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer site;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.incrementAndGet();
            boolean card =
                exchange.getRequestURI().getPath().equals("/.well-known/agent-card.json");
            byte[] said =
                (card ? CARD : "a word of the other end").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(card ? 200 : 404, said.length);
            exchange.getResponseBody().write(said);
          }
        });
    site.start();
  }

  @AfterEach
  void stop() {
    server.close();
    site.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  private JsonNode look(int status, String who, String name, String value) {
    var body = Json.object().put(name, value).put("owner", "house").toString();
    return server.expect(status, server.post("/api/v1/discover", who, body)).json();
  }

  @Test
  void an_address_that_nobody_allowed_is_never_asked() {
    server = TestServer.start();
    String author = server.as(Role.AUTHOR);
    String[] refused = {
      address(),
      address().replace("127.0.0.1", "localhost"),
      "http://169.254.169.254/latest",
      "http://[::1]:1/"
    };
    for (String each : refused) {
      JsonNode problem = look(422, author, "url", each);
      assertThat(problem.path("type").asText()).as(each).endsWith("not-reached");
      assertThat(problem.path("detail").asText()).as(each).contains("may not reach");
    }
    assertThat(asked).hasValue(0);
    look(400, author, "url", "file:///etc/passwd");
    look(400, author, "url", "https://example.com/?api_key=s3cr3ts3cr3t");
  }

  @Test
  void a_card_at_an_allowed_host_becomes_a_file_that_registers_it() {
    server = TestServer.startAllowing(Set.of("127.0.0.1"));
    String author = server.as(Role.AUTHOR);
    JsonNode told = look(200, author, "url", address());
    assertThat(told.path("items")).hasSize(1);
    JsonNode writer = told.at("/items/0");
    assertThat(writer.path("kind").asText()).isEqualTo("a2a");
    assertThat(writer.path("reach").asText()).isEqualTo("https://letters.example.com/a2a");
    assertThat(writer.path("effects").asText()).isEqualTo("unknown, so irreversible");
    assertThat(writer.at("/credentials/0").asText()).endsWith("agent-card.json:1 address");
    assertThat(told.path("unread")).hasSize(2);
    String all = told.toString() + server.get("/api/v1/audit?limit=500", server.admin()).text();
    assertThat(all).doesNotContain("hunter2");

    var file = Json.object().put("source", writer.at("/draft/source").asText());
    server.expect(201, server.post("/api/v1/agents", author, file.toString()));
    JsonNode again = look(200, author, "url", address()).at("/items/0");
    assertThat(again.at("/overlaps/0").asText()).contains("Letter-Writer: same name");
    assertThat(again.has("draft")).isFalse();
  }

  @Test
  void the_ledger_has_who_asked_which_address_and_not_what_was_said() {
    server = TestServer.startAllowing(Set.of("127.0.0.1"));
    look(200, server.as(Role.AUTHOR), "url", address());
    String exported = server.get("/api/v1/audit/export?bodies=true", server.admin()).text();
    String said = Base64.getEncoder().encodeToString(CARD.getBytes(StandardCharsets.UTF_8));
    assertThat(exported)
        .contains("/.well-known/agent-card.json", "sha256")
        .doesNotContain("hunter2", said.substring(0, 60));
  }

  @Test
  void what_an_address_says_instead_of_a_document_is_not_kept_either() {
    server = TestServer.startAllowing(Set.of("127.0.0.1"));
    look(200, server.as(Role.AUTHOR), "url", address() + "/nothing-here");
    String exported = server.get("/api/v1/audit/export?bodies=true", server.admin()).text();
    assertThat(exported).contains("nothing-here").doesNotContain("a word of the other end");
  }

  @Test
  void a_rule_that_denies_an_address_keeps_discovery_from_it() {
    server = TestServer.startAllowing(Set.of("127.0.0.1"));
    var stop = Json.object().put("reach", "all").put("why", "a drill").toString();
    server.expect(200, server.post("/api/v1/switches/throw", server.admin(), stop));
    JsonNode problem = look(409, server.as(Role.AUTHOR), "url", address());
    assertThat(problem.path("type").asText()).endsWith("denied");
    assertThat(asked).hasValue(0);
  }

  @Test
  void a_text_is_read_and_its_credentials_are_never_said_again() {
    server = TestServer.start();
    String text =
        """
        {"mcpServers": {"git": {"command": "npx", "args": ["server-git", "--token", "hunter2hunter2"],
          "env": {"GIT_TOKEN": "ghp_0123456789abcdef"}}}}
        """;
    JsonNode told = look(200, server.as(Role.AUTHOR), "text", text);
    JsonNode git = told.at("/items/0");
    assertThat(git.path("reach").asText()).isEqualTo("npx server-git --token [hidden]");
    assertThat(git.path("credentials")).hasSize(2);
    assertThat(git.at("/draft/kind").asText()).isEqualTo("tool");
    assertThat(git.at("/draft/starts").asBoolean()).isTrue();
    assertThat(told.toString()).doesNotContain("hunter2", "ghp_");

    JsonNode broken = look(422, server.as(Role.AUTHOR), "text", "{\n  \"a\" \"b\"\n");
    assertThat(broken.at("/complaints/0/line").asInt()).isEqualTo(2);
  }

  @Test
  void whoever_registers_no_agents_discovers_none() {
    server = TestServer.start();
    look(403, server.as(Role.OPERATOR), "text", "crewai==1.0");
    look(403, server.as(Role.APPROVER), "url", address());
    look(400, server.as(Role.AUTHOR), "text", " ");
  }
}
