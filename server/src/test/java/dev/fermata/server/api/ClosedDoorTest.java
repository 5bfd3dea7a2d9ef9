package dev.fermata.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.server.api.web.Route;
import dev.fermata.server.auth.Right;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every route against everybody who is nobody, and every path written otherwise.
 *
 * <p>S1 of docs/internals/security-tests.md.
 */
class ClosedDoorTest {
  private static final String FORGED =
      "fmt_s-AAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Route> closed() {
    return server.inside().routes().stream()
        .filter(route -> route.act().right() != Right.PUBLIC)
        .toList();
  }

  private static String path(Route route) {
    return route.path().replaceAll("\\{\\w+}", "some-1");
  }

  private static int raw(String method, String target, String... headers) {
    return Raw.status(
        Raw.send(
            server.port(), Raw.request(method, target, "127.0.0.1:" + server.port(), headers)));
  }

  @Test
  void nobody_gets_in_without_a_token_or_with_a_bad_one() {
    for (Route route : closed()) {
      String method = route.method().name();
      assertThat(raw(method, path(route))).as(route.toString()).isEqualTo(401);
      for (String bad :
          List.of(
              "Authorization: Bearer " + FORGED,
              "Authorization: Bearer x",
              "Authorization: Bearer ",
              "Authorization: bearer " + server.machine(),
              "Authorization: Basic YWRtaW46YWRtaW4=",
              "Authorization: Bearer ' OR 1=1 --",
              "Cookie: __Host-fermata=" + FORGED,
              "Cookie: fermata=" + FORGED)) {
        assertThat(raw(method, path(route), bad)).as(route + " " + bad).isEqualTo(401);
      }
    }
  }

  @Test
  void a_path_written_otherwise_opens_nothing() {
    for (Route route : closed()) {
      String path = path(route);
      for (String trick : tricks(path)) {
        int status = raw(route.method().name(), trick);
        assertThat(status).as(route.method() + " " + trick).isIn(400, 401, 403, 404);
      }
    }
  }

  private static List<String> tricks(String path) {
    List<String> tricks = new ArrayList<>();
    for (String suffix :
        List.of(
            "/",
            "/.",
            "/..",
            "/healthz",
            "/configs",
            "/health",
            ";x",
            ";x=/healthz",
            "%00",
            "%20",
            "/%2e%2e/healthz",
            "/../healthz",
            "?/healthz",
            ".css",
            "/page.css",
            "%2f",
            "//")) {
      tricks.add(path + suffix);
    }
    for (String prefix : List.of("/", "/.", "/healthz/..", "/healthz/", "/%2e", "/;x", "/x/..")) {
      tricks.add(prefix + path);
    }
    tricks.add(path.toUpperCase(Locale.ROOT));
    tricks.add(path.replace("/api", "/%61pi"));
    tricks.add(path.replace("/v1/", "/v1//"));
    tricks.add(path.replace("/v1/", "/v1/./"));
    tricks.add("http://127.0.0.1:" + server.port() + path);
    tricks.removeIf(trick -> trick.equals("/page.css") || trick.equals("/healthz"));
    return tricks;
  }

  @Test
  void other_methods_and_overrides_open_nothing() {
    for (Route route : server.inside().routes()) {
      for (String method : List.of("HEAD", "OPTIONS", "TRACE", "PUT", "CONNECTX", "get", "QUERY")) {
        assertThat(raw(method, path(route))).as(method + " " + route.path()).isIn(400, 401, 405);
      }
    }
    for (String header :
        List.of("X-HTTP-Method-Override: GET", "X-Method-Override: GET", "X-HTTP-Method: GET")) {
      assertThat(raw("DELETE", "/healthz", header)).isEqualTo(401);
      assertThat(raw("POST", "/api/v1/tokens?_method=GET", header, "Content-Length: 0"))
          .isEqualTo(401);
    }
    for (String header :
        List.of(
            "X-Original-URL: /api/v1/people",
            "X-Rewrite-URL: /api/v1/people",
            "X-Forwarded-Prefix: /api/v1/people")) {
      assertThat(
              Raw.send(
                  server.port(),
                  Raw.request("GET", "/healthz", "127.0.0.1:" + server.port(), header)))
          .contains("\"state\":\"ok\"");
    }
  }

  @Test
  void what_is_not_there_is_401_for_strangers_and_404_for_those_signed_in() {
    assertThat(server.get("/api/v1/nothing", TestServer.NOBODY).status()).isEqualTo(401);
    assertThat(server.get("/api/v1/nothing", server.admin()).status()).isEqualTo(404);
    assertThat(server.call("PUT", "/api/v1/runs", server.admin(), "{}").status()).isEqualTo(405);
  }

  @Test
  void headers_and_bodies_have_limits() {
    String host = "127.0.0.1:" + server.port();
    String long8 = "X-Long: " + "x".repeat(9_000);
    assertThat(Raw.status(Raw.send(server.port(), Raw.request("GET", "/healthz", host, long8))))
        .isEqualTo(431);
    String token = "Authorization: Bearer " + server.admin();
    String length = "Content-Length: " + ((8 << 20) + 1);
    String type = "Content-Type: application/json";
    assertThat(raw("POST", "/api/v1/runs", token, type, length)).isEqualTo(413);
    assertThat(
            server
                .post("/api/v1/runs", server.admin(), "[\"" + "x".repeat(8 << 20) + "\"]")
                .status())
        .isEqualTo(413);
    assertThat(raw("POST", "/api/v1/runs", "Content-Length: 99999999")).isEqualTo(401);
  }

  @Test
  void who_goes_on_sending_too_much_still_hears_why() throws Exception {
    String head =
        Raw.request(
            "POST",
            "/api/v1/runs",
            "127.0.0.1:" + server.port(),
            "Authorization: Bearer " + server.admin(),
            "Content-Type: application/json",
            "Content-Length: " + (12 << 20));
    var part = new byte[1 << 20];
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.replace("Connection: close\r\n", "").getBytes(ISO_8859_1));
      out.write(part);
      await().until(() -> socket.getInputStream().available() > 0);
      for (int i = 1; i < 12; i++) {
        out.write(part);
      }
      assertThat(Raw.status(new String(socket.getInputStream().readAllBytes(), UTF_8)))
          .isEqualTo(413);
    }
  }
}
