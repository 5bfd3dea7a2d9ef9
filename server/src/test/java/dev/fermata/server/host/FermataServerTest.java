package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.server.log.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping, and what is said when that cannot be. */
class FermataServerTest {
  private static final Log SILENT = (level, subject, text) -> {};

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  private ServerConfig config() {
    return ServerConfig.of(folder.resolve("data"), SILENT, said::add)
        .onPort(0)
        .withUserFolder(Optional.of(folder.resolve("user")));
  }

  private static int status(URI uri, String token) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private String token() throws IOException {
    return Files.readString(folder.resolve("user").resolve("token")).strip();
  }

  @Test
  void the_first_start_gives_a_link_and_a_token_and_the_next_keeps_the_token() throws Exception {
    try (var server = FermataServer.start(config())) {
      assertThat(status(server.address().resolve("/api/v1/runs"), token())).isEqualTo(200);
    }
    String token = token();
    try (var server = FermataServer.start(config())) {
      assertThat(token()).isEqualTo(token);
      assertThat(status(server.address().resolve("/api/v1/runs"), token)).isEqualTo(200);
    }
    assertThat(said).hasSize(2).allMatch(line -> line.contains("/sign-in?link="));
  }

  @Test
  void a_token_of_another_server_is_replaced() throws Exception {
    Files.createDirectories(folder.resolve("user"));
    Files.writeString(folder.resolve("user").resolve("token"), "fmt_m-old\n");
    try (var server = FermataServer.start(config())) {
      assertThat(status(server.address().resolve("/api/v1/runs"), token())).isEqualTo(200);
    }
  }

  @Test
  void a_taken_port_is_said_in_one_sentence_and_nothing_stays_open() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> FermataServer.start(config().onPort(taken.getLocalPort())))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageNotContaining("\n");
    }
    FermataServer.start(config()).close();
  }

  @Test
  void a_folder_in_use_is_said_in_one_sentence() throws Exception {
    try (var server = FermataServer.start(config())) {
      assertThat(server.address().getPort()).isPositive();
      assertThatThrownBy(() -> FermataServer.start(config()))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void a_folder_that_cannot_be_is_said_in_one_sentence() throws Exception {
    Files.writeString(folder.resolve("data"), "a file");
    assertThatThrownBy(() -> FermataServer.start(config()))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("data")
        .hasMessageNotContaining("\n");
  }

  @Test
  void other_addresses_than_loopback_need_a_proxy_to_be_named() throws Exception {
    var everywhere = InetAddress.getByName("0.0.0.0");
    var open = config().behindProxy(everywhere, Set.of("fermata.example"));
    var careless =
        new ServerConfig(
            open.data(),
            0,
            everywhere,
            Set.of(),
            false,
            open.javaHome(),
            Optional.empty(),
            Set.of(),
            SILENT,
            open.fatal(),
            said::add);
    assertThatThrownBy(() -> FermataServer.start(careless))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("TLS");
  }

  @Test
  void closing_twice_is_closing_once() throws Exception {
    var server = FermataServer.start(config());
    server.close();
    server.close();
    server.awaitClose();
  }
}
