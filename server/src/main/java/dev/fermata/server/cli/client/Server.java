package dev.fermata.server.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A Fermata server, as its clients see it. Safe for use by many threads at once. */
public final class Server implements AutoCloseable {
  public static final String DEFAULT = "http://127.0.0.1:7070";

  private static final String API = "/api/v1";
  private static final int PAGE = 1000;
  private static final Duration CONNECT_WAIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(90);

  private final String address;
  private final Optional<Credential> credential;
  private final HttpClient http;

  public Server(String address, Optional<Credential> credential) {
    this.address = checked(address);
    this.credential = credential;
    var client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_WAIT);
    if (!address.startsWith("https:")) client.sslContext(trustingNobody());
    this.http = client.build();
  }

  /** What needs no TLS is not made to read all certificates that this machine trusts. */
  private static SSLContext trustingNobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static String checked(String address) {
    String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    boolean web = base.matches("https?://[^/\\s?#]+(/[^\\s?#]*)?");
    if (!web)
      throw Trouble.usage(
          "'" + address + "' is not the address of a server",
          "Write it as http://127.0.0.1:7070, after --server or in FERMATA_SERVER.");
    return base;
  }

  public String address() {
    return address;
  }

  public Optional<Credential> credential() {
    return credential;
  }

  /** Makes a path of the API; every part after the first is a name and is quoted. */
  public static String path(String first, String... names) {
    var path = new StringBuilder(first);
    for (String name : names) path.append('/').append(quoted(name));
    return path.toString();
  }

  public static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public JsonNode get(String path) {
    return send("GET", path, Optional.empty());
  }

  public JsonNode post(String path, JsonNode body) {
    return send("POST", path, Optional.of(body));
  }

  public JsonNode patch(String path, JsonNode body) {
    return send("PATCH", path, Optional.of(body));
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  private JsonNode send(String method, String path, Optional<JsonNode> body) {
    HttpRequest request = request(method, API + path, body).timeout(ANSWER_WAIT).build();
    HttpResponse<byte[]> response = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 400)
      throw Problems.trouble(response.statusCode(), response.body(), this);
    return parsed(response.body());
  }

  private JsonNode parsed(byte[] body) {
    try {
      return body.length == 0 ? Json.EMPTY.view() : Json.parse(body).view();
    } catch (Json.Malformed e) {
      throw Trouble.failed(
          "no-fermata",
          "what answers at " + address + " does not speak as a Fermata server does",
          "Check the address: --server, FERMATA_SERVER, or `fermata doctor`.");
    }
  }

  /** Opens a stream of server-sent events, from after that event on. */
  HttpResponse<InputStream> stream(String path, String lastId) {
    HttpRequest.Builder request =
        request("GET", API + path, Optional.empty()).header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) request.header("Last-Event-ID", lastId);
    HttpResponse<InputStream> response =
        exchange(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() < 400) return response;
    try (InputStream body = response.body()) {
      throw Problems.trouble(response.statusCode(), body.readAllBytes(), this);
    } catch (IOException e) {
      throw unreachable();
    }
  }

  private HttpRequest.Builder request(String method, String path, Optional<JsonNode> body) {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .method(
                method,
                body.map(each -> HttpRequest.BodyPublishers.ofString(each.toString()))
                    .orElse(HttpRequest.BodyPublishers.noBody()));
    if (body.isPresent()) request.header("Content-Type", "application/json");
    credential.ifPresent(each -> request.header("Authorization", "Bearer " + each.token()));
    return request;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (java.net.http.HttpConnectTimeoutException e) {
      throw unreachable();
    } catch (java.net.http.HttpTimeoutException e) {
      throw Trouble.of(
          Exit.TIMEOUT,
          "timeout",
          "the server at " + address + " gave no answer within " + ANSWER_WAIT.toSeconds() + " s",
          "Look at it with `fermata doctor`; what was asked may have been done.");
    } catch (IOException e) {
      throw unreachable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.interrupted();
    }
  }

  private Trouble unreachable() {
    return Trouble.of(
        Exit.UNREACHABLE,
        "unreachable",
        "no server answers at " + address,
        "Start one with ./fermata server, or name another with --server or FERMATA_SERVER.");
  }

  /**
   * All pages of a list, up to so many items.
   *
   * @param cursor the parameter in which the next page is asked for
   */
  public JsonNode pages(String path, String cursor, int limit) {
    ObjectNode all = Json.object();
    ArrayNode items = all.putArray("items");
    String next = "";
    do {
      String asked = path + (path.contains("?") ? "&" : "?") + "limit=" + Math.min(limit, PAGE);
      JsonNode answer = get(next.isEmpty() ? asked : asked + "&" + cursor + "=" + quoted(next));
      for (JsonNode each : answer.path("items")) if (items.size() < limit) items.add(each);
      next = answer.path("next").asText("");
    } while (!next.isEmpty() && items.size() < limit);
    if (!next.isEmpty()) all.put("next", next);
    return all;
  }

  @Override
  public void close() {
    http.close();
  }
}
