package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Follows server-sent events; a missing node stands for their end. */
final class Live implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final BufferedReader lines;

  Live(TestServer server, String path, String token) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(TIMEOUT_MS);
    String host = "127.0.0.1:" + server.port();
    String request = Raw.request("GET", path, host, "Authorization: Bearer " + token);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).contains("200");
  }

  JsonNode next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        return Json.parse(line.substring(6)).view();
      }
    }
    return Json.object().path("none");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
