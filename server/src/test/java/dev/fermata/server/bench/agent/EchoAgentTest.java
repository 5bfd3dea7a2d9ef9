package dev.fermata.server.bench.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class EchoAgentTest {
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nCONTENT-length: %d\r\n\r\n";

  @Test
  void requests_on_one_connection_are_answered_however_they_are_cut() throws IOException {
    try (var agent = new AgentProcess();
        var socket = connected(agent)) {
      String both = request("a-1", 7) + request("a-2", 1234567);
      for (String part : both.split("(?<=[:\\r}])")) {
        socket.getOutputStream().write(part.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      }
      assertAnswered(socket.getInputStream(), "a-1", 7);
      assertAnswered(socket.getInputStream(), "a-2", 1234567);
    }
  }

  @Test
  void what_is_no_request_of_the_benchmark_ends_the_connection() throws IOException {
    try (var agent = new AgentProcess();
        var socket = connected(agent)) {
      socket.getOutputStream().write((HEAD.formatted(2) + "{}").getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static Socket connected(AgentProcess agent) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(agent.url()).getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String request(String id, int run) {
    String body = "{\"id\":\"%s\",\"input\":{\"run\":%d},\"key\":\"k\"}".formatted(id, run);
    return HEAD.formatted(body.length()) + body;
  }

  private static void assertAnswered(InputStream in, String id, int run) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.read());
    int length = Integer.parseInt(head.toString().strip().replaceFirst("(?s).*Length: ", ""));
    Json answer = Json.parse(in.readNBytes(length));
    assertThat(head).startsWith("HTTP/1.1 200 OK");
    assertThat(answer.text("id")).contains(id);
    assertThat(answer.view().at("/output/run").asInt()).isEqualTo(run);
    assertThat(answer.view().at("/output/text").asText()).hasSizeGreaterThan(200);
  }
}
