package dev.fermata.adapter.mcp;

import static dev.fermata.adapter.mcp.Servers.output;
import static dev.fermata.adapter.mcp.Servers.why;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference servers of the protocol's own project, as real processes. */
@Tag("interop")
class RealServersTest {
  private static final String SLOW = "{\"duration\":%d,\"steps\":%d}";

  @TempDir private Path folder;
  private Servers servers;
  private Optional<Process> listening = Optional.empty();

  @BeforeEach
  void open() {
    servers = new Servers(folder);
  }

  @AfterEach
  void close() {
    servers.close();
    listening.ifPresent(Process::destroyForcibly);
  }

  /** The server that can do everything, over stdio or at an address. */
  private Endpoint.Mcp everything(String how) throws IOException {
    String program = Npm.program("server-everything");
    if (how.equals("stdio")) {
      return servers.accepted(servers.process(List.of("node", program, "stdio")));
    }
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var builder = new ProcessBuilder("node", program, "streamableHttp");
    builder.environment().put("PORT", String.valueOf(port));
    listening =
        Optional.of(
            builder
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("http.log").toFile())
                .start());
    await().atMost(Duration.ofSeconds(30)).until(() -> listens(port));
    var http = new Endpoint.Http("http://127.0.0.1:" + port + "/mcp", Map.of());
    return servers.accepted(new Endpoint.Mcp(http, "", Map.of()));
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void its_tools_are_listed_and_answer(String how) throws Exception {
    Endpoint.Mcp everything = everything(how);
    assertThat(everything.pinned()).containsKeys("echo", "get-sum", "get-structured-content");
    assertThat(output(servers.call(everything, "echo", "{\"message\":\"hello\"}")))
        .isEqualTo("\"Echo: hello\"");
    assertThat(output(servers.call(everything, "get-sum", "{\"a\":2,\"b\":40}"))).contains("42");
    assertThat(
            output(
                servers.call(everything, "get-structured-content", "{\"location\":\"Chicago\"}")))
        .contains("\"temperature\":");
    assertThat(output(servers.call(everything, "get-tiny-image"))).contains("\"type\":\"image\"");
    assertThat(output(servers.call(everything, "get-resource-links", "{\"count\":3}")))
        .contains("resource_link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void what_it_refuses_is_rejected_and_what_it_does_not_offer_is_not_called(String how)
      throws Exception {
    Endpoint.Mcp everything = everything(how);
    Reply wrong = servers.call(everything, "get-sum", "{\"a\":\"two\"}");
    assertThat(wrong).isInstanceOf(Reply.Rejected.class);
    assertThat(why(wrong)).contains("get-sum");
    assertThat(servers.call(everything, "no-such-tool")).isInstanceOf(Reply.NotCalled.class);
    // It offers these only to clients that let servers ask; we do not.
    assertThat(everything.pinned())
        .doesNotContainKeys("trigger-sampling-request", "trigger-elicitation-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void a_long_operation_ends_in_time_or_is_lost(String how) throws Exception {
    Endpoint.Mcp everything = everything(how);
    String tool = "trigger-long-running-operation";
    assertThat(output(servers.call(everything, tool, SLOW.formatted(2, 4)))).contains("completed");
    Reply late =
        servers.caller.call(
            Servers.attempt(
                everything,
                tool,
                SLOW.formatted(30, 30),
                new Limits(8, Duration.ofSeconds(2), 64 << 10)));
    assertThat(late).isInstanceOf(Reply.Lost.class);
    assertThat(output(servers.call(everything, "echo", "{\"message\":\"on\"}"))).contains("on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void many_calls_share_a_session(String how) throws Exception {
    Endpoint.Mcp everything = everything(how);
    List<FutureTask<Reply>> calls =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> {
              var task =
                  new FutureTask<>(
                      () -> servers.call(everything, "echo", "{\"message\":\"m" + i + "\"}"));
              Thread.ofVirtual().start(task);
              return task;
            })
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(output(calls.get(i).get())).isEqualTo("\"Echo: m" + i + "\"");
    }
  }

  @Test
  void it_sees_nothing_of_our_environment() throws Exception {
    assertThat(output(servers.call(everything("stdio"), "get-env")))
        .contains("PATH")
        .contains("ADDED")
        .doesNotContain("canary-7f3a91");
  }

  @Test
  void killed_in_mid_call_it_leaves_the_call_lost_and_is_started_again() throws Exception {
    // All that the server is told goes through a file as well, so that the test sees the call
    // leave.
    Path told = folder.resolve("told");
    String line =
        "exec node '%s' stdio < <(exec tee '%s')".formatted(Npm.program("server-everything"), told);
    Endpoint.Mcp everything = servers.accepted(servers.process(List.of("bash", "-c", line)));
    String tool = "trigger-long-running-operation";
    var task = new FutureTask<>(() -> servers.call(everything, tool, SLOW.formatted(30, 300)));
    Thread.ofVirtual().start(task);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(told) && Files.readString(told).contains("tools/call"));
    ProcessHandle node =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().command().orElse("").endsWith("/node"))
            .findFirst()
            .orElseThrow();
    assertThat(node.destroyForcibly()).isTrue();
    Reply reply = task.get(10, TimeUnit.SECONDS);
    assertThat(reply).isInstanceOf(Reply.Lost.class);
    assertThat(output(servers.call(everything, "echo", "{\"message\":\"up\"}"))).contains("up");
  }

  @Test
  void files_are_read_and_written_where_the_operator_said_and_nowhere_else() throws Exception {
    Path open = Files.createDirectory(folder.toRealPath().resolve("open"));
    Files.writeString(open.resolve("note.txt"), "forty-two");
    Files.writeString(folder.resolve("secret.txt"), "not for you");
    Endpoint.Mcp files =
        servers.accepted(
            servers.process(List.of("node", Npm.program("server-filesystem"), open.toString())));
    String path = "{\"path\":\"" + open.resolve("note.txt") + "\"}";
    assertThat(output(servers.call(files, "read_text_file", path))).contains("forty-two");
    assertThat(
            output(
                servers.call(
                    files,
                    "write_file",
                    "{\"path\":\"" + open.resolve("new.txt") + "\",\"content\":\"written\"}")))
        .contains("wrote");
    assertThat(open.resolve("new.txt")).hasContent("written");
    Reply beyond =
        servers.call(files, "read_text_file", "{\"path\":\"" + folder + "/secret.txt\"}");
    assertThat(beyond).isInstanceOf(Reply.Rejected.class);
    assertThat(why(beyond)).contains("outside");
    Files.writeString(open.resolve("large.txt"), "x".repeat(200_000));
    Reply large =
        servers.call(files, "read_text_file", "{\"path\":\"" + open.resolve("large.txt") + "\"}");
    assertThat(large).isInstanceOf(Reply.Lost.class);
    assertThat(why(large)).contains("longer than");
  }
}
