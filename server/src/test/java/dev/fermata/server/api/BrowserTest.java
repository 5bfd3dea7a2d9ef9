package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.api.TestServer.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What another site's page could make a browser do, and what the server's own pages do. */
class BrowserTest {
  private static TestServer server;
  private static String cookie;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    server.admin();
    cookie = signedIn();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String signedIn() {
    var link = server.expect(201, server.post("/api/v1/people/admin/link", server.admin(), ""));
    String url = link.json().path("link").asText();
    Answer page = form("/sign-in", "link=" + encoded(url.substring(url.indexOf("link=") + 5)));
    assertThat(page.status()).isEqualTo(303);
    String set = page.header("set-cookie");
    assertThat(set)
        .startsWith("__Host-fermata=fmt_")
        .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict")
        .doesNotContain("Domain");
    return set.substring(0, set.indexOf(';'));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Answer form(String path, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Content-Type";
    all[1] = "application/x-www-form-urlencoded";
    return server.call("POST", path, TestServer.NOBODY, body, all);
  }

  private static int raw(String method, String path, String host, String... headers) {
    return Raw.status(Raw.send(server.port(), Raw.request(method, path, host, headers)));
  }

  @Test
  void only_our_own_names_are_answered() {
    String token = "Authorization: Bearer " + server.admin();
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "LOCALHOST")) {
      assertThat(raw("GET", "/api/v1/runs", host + ":" + server.port(), token)).isEqualTo(200);
    }
    for (String host :
        List.of(
            "evil.example",
            "evil.example:" + server.port(),
            "127.0.0.1",
            "127.0.0.1:1",
            "localhost.evil.example:" + server.port(),
            "127.0.0.1.nip.io:" + server.port(),
            "0.0.0.0:" + server.port(),
            "127.1:" + server.port())) {
      assertThat(raw("GET", "/api/v1/runs", host, token)).as(host).isEqualTo(403);
      assertThat(raw("GET", "/healthz", host)).as(host).isEqualTo(403);
      assertThat(raw("GET", "/api/v1/events", host, token)).as(host).isEqualTo(403);
    }
  }

  @Test
  void a_page_from_elsewhere_gets_nothing() {
    String host = "127.0.0.1:" + server.port();
    for (String origin :
        List.of(
            "http://evil.example",
            "null",
            "http://127.0.0.1:1",
            "https://evil.example",
            "http://" + host + ".evil.example",
            "file://")) {
      for (String path : List.of("/api/v1/runs", "/api/v1/events", "/", "/sign-in")) {
        assertThat(raw("GET", path, host, "Origin: " + origin, "Cookie: " + cookie))
            .as(origin + " " + path)
            .isEqualTo(403);
      }
    }
    assertThat(raw("GET", "/", host, "Origin: http://" + host, "Cookie: " + cookie)).isEqualTo(200);
    String answer = Raw.send(server.port(), Raw.request("GET", "/healthz", host));
    assertThat(answer).doesNotContainIgnoringCase("access-control-allow");
  }

  @Test
  void what_a_cookie_changes_needs_the_proof_that_our_page_asked() {
    String body = "{\"team\": \"t\"}";
    Answer without = server.call("POST", "/api/v1/teams", "", body, "Cookie", cookie);
    assertThat(without.status()).isEqualTo(403);
    Answer wrong =
        server.call("POST", "/api/v1/teams", "", body, "Cookie", cookie, "X-CSRF-Token", "x");
    assertThat(wrong.status()).isEqualTo(403);
    String csrf =
        server.call("GET", "/api/v1/whoami", "", "", "Cookie", cookie).json().path("csrf").asText();
    Answer with =
        server.call("POST", "/api/v1/teams", "", body, "Cookie", cookie, "X-CSRF-Token", csrf);
    assertThat(with.status()).isEqualTo(201);
    assertThat(form("/sign-out", "csrf=x", "Cookie", cookie).status()).isEqualTo(403);
  }

  @Test
  void a_body_of_another_kind_is_not_guessed_at() {
    String token = server.admin();
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "")) {
      Answer answer =
          server.call("POST", "/api/v1/teams", token, "{\"team\": \"u\"}", "Content-Type", type);
      assertThat(answer.status()).as(type).isEqualTo(415);
    }
  }

  @Test
  void a_link_signs_in_once_and_only_by_a_form() {
    var made = server.post("/api/v1/people/admin/link", server.admin(), "").json();
    String link = made.path("link").asText();
    String secret = link.substring(link.indexOf("link=") + 5);
    Answer looked = server.get("/sign-in?link=" + secret, TestServer.NOBODY);
    assertThat(looked.status()).isEqualTo(200);
    assertThat(looked.header("set-cookie")).isEmpty();
    assertThat(form("/sign-in", "link=" + secret).status()).isEqualTo(303);
    Answer again = form("/sign-in", "link=" + secret);
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.header("set-cookie")).isEmpty();
  }

  @Test
  void the_plain_pages_have_no_script_and_show_what_is_hostile_as_text() {
    Answer link = server.get("/sign-in?link=" + encoded("\"><script>x</script>\u202e"), "");
    assertThat(link.text()).doesNotContain("<script", "\u202e").contains("&lt;script", "[U+202E]");
    assertThat(link.header("content-security-policy")).startsWith("default-src 'none'");
  }

  @Test
  void the_console_runs_no_script_but_its_own_and_is_framed_by_nobody() {
    Answer page = server.get("/", TestServer.NOBODY);
    assertThat(page.header("content-security-policy"))
        .startsWith("default-src 'self'")
        .contains(
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "trusted-types 'none'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(page.header("x-frame-options")).isEqualTo("DENY");
    assertThat(page.text()).doesNotContain("<style", "style=", " on").contains("<noscript>");
    assertThat(
            page.text()
                .replaceAll("<script type=\"module\"[^>]* src=\"/assets/[^>]*></script>", ""))
        .doesNotContain("<script");
  }

  @Test
  void assets_are_kept_for_good_and_no_other_file_can_be_had() {
    String page = server.get("/inbox", TestServer.NOBODY).text();
    String script = page.replaceAll("(?s).*src=\"(/assets/[^\"]*)\".*", "$1");
    Answer asset = server.get(script, TestServer.NOBODY);
    assertThat(asset.status()).isEqualTo(200);
    assertThat(asset.header("cache-control")).contains("immutable");
    assertThat(asset.header("content-type")).startsWith("text/javascript");
    for (String name : List.of("index.html", "files.txt", "..", "x.js", "../index.html")) {
      assertThat(server.get("/assets/" + name, TestServer.NOBODY).status()).as(name).isIn(401, 404);
    }
  }

  @Test
  void signing_in_leads_on_to_an_address_of_ours_and_to_no_other() {
    for (String to : List.of("/inbox/a-1?view=all&q=a+b", "/tasks/a-1", "/")) {
      assertThat(signedInTo(to)).as(to).isEqualTo(to);
    }
    for (String to :
        List.of("//evil.example", "https://evil.example", "/\\evil", "javascript:x", "/a//b", "")) {
      assertThat(signedInTo(to)).as(to).isEqualTo("/");
    }
  }

  private static String signedInTo(String to) {
    var made = server.post("/api/v1/people/admin/link", server.admin(), "").json();
    String secret = made.path("link").asText().replaceAll(".*link=", "");
    return form("/sign-in", "link=" + secret + "&to=" + encoded(to)).header("location");
  }
}
