package dev.fermata.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.host.CannotStart;
import dev.fermata.server.host.FermataServer;
import dev.fermata.server.host.ServerConfig;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import dev.fermata.server.notify.MailServer;
import dev.fermata.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A real server on a free port with a folder of its own, and a client. */
public final class TestServer implements AutoCloseable {
  /** Said by whoever asks for something and is nobody. */
  public static final String NOBODY = "";

  private final Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<String> said = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private FermataServer server;
  private String admin = "";

  private final Set<String> allowed;
  private final Optional<MailServer> mail;

  private TestServer(Path folder, Set<String> allowed, Optional<MailServer> mail) {
    this.folder = folder;
    this.allowed = allowed;
    this.mail = mail;
    this.server = open(folder);
  }

  public static TestServer start() {
    return startAllowing(Set.of());
  }

  /** With hosts that may be reached although they are not public. */
  public static TestServer startAllowing(Set<String> hosts) {
    return startTelling(hosts, Optional.empty());
  }

  /** The same, which hands mail to people in there. */
  public static TestServer startTelling(Set<String> hosts, Optional<MailServer> mail) {
    try {
      return new TestServer(Files.createTempDirectory("fermata-server-test"), hosts, mail);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #start}, in that folder. */
  static TestServer startIn(Path folder) {
    return new TestServer(folder, Set.of(), Optional.empty());
  }

  private FermataServer open(Path at) {
    var out = new PrintStream(logged, true, StandardCharsets.UTF_8);
    var log = new PlainLog(out, Log.Level.DEBUG, Clock.systemUTC());
    try {
      return FermataServer.start(
          ServerConfig.of(at.resolve("data"), log, said::add)
              .onPort(0)
              .withUserFolder(Optional.of(at.resolve("user")))
              .withAllowedHosts(allowed)
              .withMail(mail)
              .withFatal(code -> {
                throw new AssertionError("the engine stopped, exit code " + code);
              }));
    } catch (CannotStart e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Stops it and starts it again on the same folder. */
  public void restart() {
    server.close();
    server = open(folder);
  }

  public FermataServer inside() {
    return server;
  }

  public Path folder() {
    return folder;
  }

  public int port() {
    return server.address().getPort();
  }

  public String log() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  public List<String> said() {
    return said;
  }

  /** An answer. */
  public record Answer(int status, Map<String, List<String>> headers, String text) {
    public JsonNode json() {
      return Json.parse(text).view();
    }

    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  public Answer get(String path, String token) {
    return call("GET", path, token, "");
  }

  public Answer post(String path, String token, String body) {
    return call("POST", path, token, body);
  }

  public Answer call(String method, String path, String token, String body, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(server.address() + path));
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A bearer token of the first admin. */
  public String admin() {
    if (admin.isEmpty()) {
      String first = said.stream().filter(line -> line.contains("link=")).findFirst().orElseThrow();
      String link = first.substring(first.indexOf("link=") + 5);
      admin = signIn("{\"link\": \"" + link + "\", \"token\": true}");
    }
    return admin;
  }

  /** Somebody else agrees to every policy that is proposed. */
  public void agree() {
    String second = as(Role.AUTHOR);
    for (JsonNode each : get("/api/v1/proposals", second).json().path("items")) {
      String path = "/api/v1/proposals/" + each.path("name").asText() + "/approve";
      var body = Json.object().put("digest", each.path("digest").asText()).put("why", "a test");
      expect(200, post(path, second, body.toString()));
    }
  }

  public String signIn(String proof) {
    Answer answer = post("/api/v1/session", NOBODY, proof);
    if (answer.status() != 201) {
      throw new AssertionError("sign-in failed: " + answer.text());
    }
    return answer.json().path("token").asText();
  }

  /** A bearer token of a person with just this role, and of the team {@code house} if approver. */
  public String as(Role role) {
    if (role == Role.ADMIN) {
      return admin();
    }
    return tokens.computeIfAbsent(
        role, r -> person("the-" + r.word(), r == Role.APPROVER ? "house" : "", r));
  }

  public String person(String name, String team, Role... roles) {
    var body = Json.object().put("name", name);
    var words = body.putArray("roles");
    for (Role role : roles) {
      words.add(role.word());
    }
    if (!team.isEmpty()) {
      expect(201, post("/api/v1/teams", admin(), "{\"team\": \"" + team + "\"}"));
      body.putArray("teams").add(team);
    }
    expect(201, post("/api/v1/people", admin(), body.toString()));
    return token(name);
  }

  /** A new bearer token for somebody who is there. */
  public String token(String name) {
    Answer link = expect(201, post("/api/v1/people/" + name + "/link", admin(), ""));
    return signIn(
        Json.object().put("link", link.json().path("link").asText()).put("token", true).toString());
  }

  /** A token of the kind that the command line has. */
  public String machine() {
    try {
      return Files.readString(folder.resolve("user").resolve("token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError(
          "expected " + status + ", got " + answer.status() + ": " + answer.text());
    }
    return answer;
  }

  @Override
  public void close() {
    server.close();
    client.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
