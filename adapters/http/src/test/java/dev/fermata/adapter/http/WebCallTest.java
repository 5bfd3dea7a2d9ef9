package dev.fermata.adapter.http;

import static dev.fermata.adapter.http.Calls.lost;
import static dev.fermata.adapter.http.Calls.notCalled;
import static dev.fermata.adapter.http.Calls.output;
import static dev.fermata.adapter.http.Calls.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WebCallTest {
  private static final String JSON = "Content-Type: application/json; charset=utf-8\r\n";

  @Test
  void the_content_is_json_where_the_answer_says_so_and_text_where_not() {
    try (var server = RawServer.saying("200 OK", JSON, "{\"name\":\"Zoë\"}")) {
      assertThat(output(call(server, "GET", "/a", ""))).isEqualTo(Json.parse("{\"name\":\"Zoë\"}"));
    }
    try (var server = RawServer.saying("200 OK", "Content-Type: text/html\r\n", "<p>Zoë")) {
      assertThat(output(call(server, "GET", "/a", ""))).isEqualTo(Json.of("<p>Zoë"));
    }
    try (var server =
        new RawServer((r, s) -> RawServer.write(s, "HTTP/1.1 204 No Content\r\n\r\n"))) {
      assertThat(output(call(server, "DELETE", "/a", ""))).isEqualTo(Json.NULL);
    }
  }

  @Test
  void raw_is_base64() {
    try (var server = RawServer.saying("200 OK", JSON, "{ }")) {
      var expected =
          Json.of(Base64.getEncoder().encodeToString("{ }".getBytes(StandardCharsets.UTF_8)));
      assertThat(output(call(server, "GET", "/", ",\"output\":\"raw\""))).isEqualTo(expected);
    }
  }

  @Test
  void the_whole_response_hides_the_credentials_that_were_sent() {
    try (var server = RawServer.saying("201 Created", JSON + "X-A: 1\r\nX-A: 2\r\n", "[1]")) {
      String more =
          ",\"output\":\"response\",\"query\":{\"q\":\"a b&c\",\"n\":[1,2]},\"body\":{\"x\":1.5},"
              + "\"headers\":{\"Authorization\":\"Bearer canary-7f3a91\",\"X-Api-Key\":\"canary-7f3a91\","
              + "\"X-Trace\":\"t1\"}";
      Json response = output(call(server, "POST", "/a?z=1", more));
      assertThat(response.view().path("statusCode").intValue()).isEqualTo(201);
      assertThat(response.view().path("headers").path("x-a").asText()).isEqualTo("1, 2");
      assertThat(response.member("content")).contains(Json.parse("[1]"));
      var request = response.view().path("request");
      assertThat(request.path("uri").asText()).isEqualTo(server.url("/a?z=1&q=a%20b%26c&n=1&n=2"));
      assertThat(request.path("headers").path("x-trace").asText()).isEqualTo("t1");
      assertThat(response.toString()).doesNotContain("canary");
      assertThat(server.requests.getFirst())
          .startsWith("POST /a?z=1&q=a%20b%26c&n=1&n=2 HTTP/1.1")
          .contains("Authorization: Bearer canary-7f3a91")
          .containsIgnoringCase("Content-Type: application/json")
          .endsWith("{\"x\":1.5}");
    }
  }

  @Test
  void a_text_body_goes_out_as_it_is_with_the_type_it_was_given() {
    try (var server = RawServer.saying("200 OK", "", "")) {
      call(
          server,
          "PUT",
          "/",
          ",\"body\":\"<a/>\",\"headers\":{\"content-type\":\"text/xml; charset=odd\"}");
      assertThat(server.requests.getFirst())
          .containsIgnoringCase("content-type: text/xml; charset=odd\r\n")
          .endsWith("\r\n\r\n<a/>");
    }
  }

  @Test
  void a_failure_tells_the_status_and_hides_what_the_server_echoes() {
    try (var server =
        RawServer.saying("404 Not Found", "", "no such thing for Bearer canary-7f3a91")) {
      String more = ",\"headers\":{\"Authorization\":\"Bearer canary-7f3a91\"}";
      var rejected = rejected(call(server, "POST", "/", more));
      assertThat(rejected.problem().status()).isEqualTo(404);
      assertThat(rejected.problem().kind()).isEqualTo("communication");
      assertThat(rejected.problem().detail()).contains("no such thing").doesNotContain("canary");
    }
  }

  @Test
  void an_answer_that_is_not_the_json_it_claims_to_be_is_lost() {
    try (var server = RawServer.saying("200 OK", JSON, "{\"a\":1,\"a\":2}")) {
      assertThat(lost(call(server, "POST", "/", "")).detail()).contains("not the JSON");
    }
  }

  @Test
  void a_server_that_fails_leaves_it_in_doubt() {
    try (var server = RawServer.saying("500 Oops", "", "")) {
      assertThat(lost(call(server, "POST", "/", "")).status()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 302, no",
    "GET, 307, no",
    "POST, 301, lost",
    "POST, 307, no",
    "POST, 303, lost"
  })
  void a_redirect_is_an_error_unless_it_is_asked_for(String method, String status, String means) {
    try (var server = RawServer.saying(status + " Moved", "Location: /b\r\n", "")) {
      Reply reply = call(server, method, "/", "");
      if (means.equals("no")) {
        assertThat(rejected(reply).problem().detail()).contains("redirect");
      } else {
        lost(reply);
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 301, GET",
    "GET, 308, GET",
    "POST, 303, GET",
    "POST, 302, GET",
    "PUT, 307, PUT"
  })
  void a_redirect_is_followed_where_it_is_asked_for(String method, String status, String then) {
    try (var server =
        new RawServer((request, socket) -> {
          if (request.contains(" /a ")) {
            RawServer.say(socket, request, status + " Moved", "Location: b#x\r\n", "");
          } else {
            RawServer.say(socket, request, "200 OK", "", "there");
          }
        })) {
      Reply reply = call(server, method, "/a", ",\"redirect\":true,\"body\":\"hi\"");
      assertThat(output(reply)).isEqualTo(Json.of("there"));
      assertThat(server.requests.getLast()).startsWith(then + " /b HTTP/1.1");
      assertThat(server.requests.getLast().endsWith("hi"))
          .isEqualTo(!then.equals("GET") || method.equals("GET"));
    }
  }

  @Test
  void redirects_have_a_limit() {
    try (var server = RawServer.saying("302 Found", "Location: /again\r\n", "")) {
      var rejected = rejected(call(server, "GET", "/", ",\"redirect\":true"));
      assertThat(rejected.problem().detail()).contains("more than 5 times");
      assertThat(server.connections).hasValue(6);
    }
  }

  @Test
  void credentials_do_not_follow_a_redirect_to_another_host() {
    try (var other = RawServer.saying("200 OK", "", "there");
        var first = RawServer.saying("302 Found", "Location: " + other.url("/b") + "\r\n", "");
        var caller = Calls.caller("127.0.0.1")) {
      String headers =
          "\"headers\":{\"Authorization\":\"canary-7f3a91\",\"X-Own\":\"canary-7f3a91\",\"Accept\":\"a/b\"}";
      Reply reply =
          caller.call(
              Calls.web(
                  first.authority(), input(first, "GET", "/", ",\"redirect\":true," + headers)));
      assertThat(output(reply)).isEqualTo(Json.of("there"));
      assertThat(other.requests.getFirst()).contains("Accept: a/b").doesNotContain("canary");
    }
  }

  @Test
  void an_effect_never_moves_to_a_host_that_nobody_judged() {
    try (var other = RawServer.saying("200 OK", "", "there");
        var first = RawServer.saying("307 Moved", "Location: " + other.url("/b") + "\r\n", "");
        var caller = Calls.caller("127.0.0.1")) {
      String input = input(first, "POST", "/", ",\"redirect\":true,\"body\":\"pay\"");
      var rejected = rejected(caller.call(Calls.web(first.authority(), input)));
      assertThat(rejected.problem().detail()).contains("was judged");
      assertThat(other.connections).hasValue(0);
    }
  }

  @Test
  void what_fails_after_see_other_may_have_happened() {
    try (var server =
        new RawServer((request, socket) -> {
          boolean post = request.startsWith("POST");
          RawServer.say(socket, request, post ? "303 See" : "404 Gone", "Location: /done\r\n", "");
        })) {
      assertThat(lost(call(server, "POST", "/", ",\"redirect\":true")).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\":\"TRACE\"",
        "\"method\":\"CONNECT\"",
        "\"method\":\"GET /x HTTP/1.1\\r\\nHost: y\"",
        "\"method\":\"GET\",\"headers\":{\"Host\":\"evil.example\"}",
        "\"method\":\"GET\",\"headers\":{\"Transfer-Encoding\":\"chunked\"}",
        "\"method\":\"GET\",\"headers\":{\"X-A\":\"b\\r\\nX-C: d\"}",
        "\"method\":\"GET\",\"headers\":{\"X A\":\"b\"}",
        "\"method\":\"GET\",\"output\":\"all\"",
        "\"endpoint\":\"http://u:p@$host/\",\"method\":\"GET\"",
        "\"endpoint\":\"http://$host\\\\@evil.example/\",\"method\":\"GET\"",
        "\"endpoint\":\"http://evil.example#@$host/\",\"method\":\"GET\"",
        "\"endpoint\":\"http://$host.evil.example/\",\"method\":\"GET\"",
        "\"endpoint\":\"file:///etc/passwd\",\"method\":\"GET\"",
        "\"endpoint\":\"gopher://$host/\",\"method\":\"GET\""
      })
  void what_is_no_plain_request_to_the_judged_host_is_not_called(String members) {
    try (var server = RawServer.saying("200 OK", "", "");
        var caller = Calls.caller(server.authority())) {
      String given = members.replace("$host", server.authority());
      String endpoint =
          given.contains("endpoint") ? "" : "\"endpoint\":\"" + server.url("/") + "\",";
      var reply = caller.call(Calls.web(server.authority(), "{" + endpoint + given + "}"));
      assertThat(notCalled(reply).retryable()).isFalse();
      assertThat(server.connections).hasValue(0);
    }
  }

  private static String input(RawServer server, String method, String path, String more) {
    return "{\"method\":\"%s\",\"endpoint\":\"%s\"%s}".formatted(method, server.url(path), more);
  }

  private static Reply call(RawServer server, String method, String path, String more) {
    try (var caller = Calls.caller(server.authority())) {
      return caller.call(Calls.web(server.authority(), input(server, method, path, more)));
    }
  }
}
