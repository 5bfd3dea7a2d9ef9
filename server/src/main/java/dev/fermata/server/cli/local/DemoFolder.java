package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a demo must remember from one start to the next: the token with which it sets things up. */
record DemoFolder(Path mark) {
  private static final Pattern LINK = Pattern.compile("link=([A-Za-z0-9_-]+)");
  private static final int DAYS = 366;

  /**
   * The server as its admin sees it.
   *
   * @param said what the server said at its start: on the first, the link that makes the admin
   */
  Server admin(String address, String said) {
    if (Files.exists(mark)) {
      String token = remembered();
      check(address, token);
      return as(address, token);
    }
    var link = LINK.matcher(said);
    if (!link.find())
      throw Trouble.failed(
          "no-demo",
          mark.getParent() + " holds a server that is no demo",
          "Give another folder with --data.");
    String token = token(address, link.group(1));
    remember(token);
    return as(address, token);
  }

  private static void check(String address, String token) {
    try (var server = as(address, token)) {
      server.get("/whoami");
    } catch (Trouble trouble) {
      if (trouble.exit() != Exit.NOT_SIGNED_IN) throw trouble;
      throw Trouble.failed(
          "old-demo", "this demo can be set up no more", "Start anew: fermata demo --fresh");
    }
  }

  private static Server as(String address, String token) {
    return new Server(address, Optional.of(new Credential(token, "demo")));
  }

  /** Signs in by the link, and makes a token that outlasts the session. */
  private static String token(String address, String link) {
    JsonNode session;
    try (var nobody = new Server(address, Optional.empty())) {
      session = nobody.post("/session", Json.object().put("link", link).put("token", true));
    }
    try (Server admin = as(address, session.path("token").asText())) {
      var wanted = Json.object().put("name", "demo").put("days", DAYS);
      wanted.putArray("roles").add("admin").add("author").add("operator");
      return admin.post("/tokens", wanted).path("token").asText();
    }
  }

  private String remembered() {
    try {
      return Json.parse(Files.readString(mark)).text("token").orElse("");
    } catch (IOException e) {
      throw Trouble.failed("unreadable", "cannot read " + mark + ": " + Reason.of(e), "");
    }
  }

  private void remember(String token) {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Path next = Files.createTempFile(mark.getParent(), "demo", ".next", owner);
      Files.writeString(next, Json.object().put("token", token) + "\n");
      Files.move(next, mark, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Trouble.failed("unwritable", "cannot write " + mark + ": " + Reason.of(e), "");
    }
  }
}
