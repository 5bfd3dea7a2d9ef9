package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks at all that Fermata needs, and says of each whether it is well, and what to do if not. */
final class Doctor {
  private static final int JDK = 25;
  private static final long LEAST_BYTES = 1L << 30;
  private static final long FEW_BYTES = 5L << 30;

  private static final View CHECKS =
      new View(
          "check",
          List.of(
              Column.of("check", "check"),
              Column.of("state", "state"),
              Column.of("finding", "finding"),
              Column.of("do", "do")),
          4,
          "");

  private final Desk desk;
  private final Path data;
  private final ArrayNode checks = Json.object().arrayNode();
  private boolean failed;

  Doctor(Desk desk, Path data) {
    this.desk = desk;
    this.data = data.toAbsolutePath().normalize();
  }

  Exit examine() {
    java();
    folder();
    space();
    try (Server server = desk.server()) {
      ask(server);
    }
    if (desk.format().forPrograms())
      desk.printer().list(Json.object().set("items", checks), CHECKS);
    else checks.forEach(this::tell);
    return failed ? Exit.FAILED : Exit.OK;
  }

  private void java() {
    int version = Runtime.version().feature();
    if (version >= JDK) ok("jdk", "Java " + Runtime.version());
    else fail("jdk", "Java " + version, "Install a JDK 25, and name it in FERMATA_JAVA_HOME.");
  }

  private void folder() {
    if (!Files.exists(data)) {
      ok("data", data + " is not there yet; the server makes it");
    } else if (!Files.isDirectory(data)) {
      fail("data", data + " is a file, not a folder", "Name another with --data.");
    } else if (!Files.isWritable(data)) {
      fail("data", data + " cannot be written", "Make it yours, or name another with --data.");
    } else {
      ok("data", data + " can be written");
    }
  }

  private void space() {
    try {
      Path there = data;
      while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
      long free = Files.getFileStore(there).getUsableSpace();
      String words = (free >> 20) + " MiB free";
      if (free < LEAST_BYTES) fail("disk", words, "Make room: a server needs at least 1 GiB.");
      else if (free < FEW_BYTES) warn("disk", words, "Make room before it is needed.");
      else ok("disk", words);
    } catch (IOException e) {
      warn("disk", "cannot be looked at: " + Reason.of(e), "Check the disk of " + data + ".");
    }
  }

  private void ask(Server server) {
    try {
      JsonNode who = server.get("/whoami");
      ok("server", server.address() + " answers");
      credentials(server, who);
      agents(server);
    } catch (Trouble trouble) {
      if (trouble.exit() == Exit.UNREACHABLE) {
        port(server);
      } else {
        ok("server", server.address() + " answers");
        fail("credentials", String.valueOf(trouble.getMessage()), "Sign in: fermata login");
      }
    }
  }

  private void credentials(Server server, JsonNode who) {
    String by = server.credential().map(Credential::source).orElse("nothing");
    String words = "you are " + who.path("name").asText() + ", by " + by;
    if (by.equals(Credential.MACHINE))
      warn("credentials", words, "It starts runs and decides nothing; to decide: fermata login");
    else ok("credentials", words);
  }

  private void agents(Server server) {
    JsonNode agents = server.get("/status").path("agents");
    if (agents.isEmpty()) ok("agents", "none was called since the server started");
    for (JsonNode agent : agents) {
      String name = agent.path("name").asText();
      String error = agent.path("lastError").asText();
      boolean works = agent.path("running").asBoolean() || error.isEmpty();
      if (works) ok("agent " + name, agent.path("restarts").asInt() + " restarts");
      else warn("agent " + name, error, "Try it: fermata agent test " + name);
    }
  }

  /** No server answers: whether one could start there. */
  private void port(Server server) {
    warn("server", "none answers at " + server.address(), "Start one: ./fermata server");
    int port = URI.create(server.address()).getPort();
    try (var socket = new ServerSocket(Math.max(0, port), 1, InetAddress.getLoopbackAddress())) {
      ok("port", socket.getLocalPort() + " is free");
    } catch (IOException e) {
      fail("port", port + " is taken by another program", "Start the server with another --port.");
    }
  }

  private void ok(String check, String finding) {
    add(check, "ok", finding, "");
  }

  private void warn(String check, String finding, String advice) {
    add(check, "warn", finding, advice);
  }

  private void fail(String check, String finding, String advice) {
    failed = true;
    add(check, "fail", finding, advice);
  }

  private void add(String check, String state, String finding, String advice) {
    checks
        .addObject()
        .put("check", check)
        .put("state", state)
        .put("finding", finding)
        .put("do", advice);
  }

  private void tell(JsonNode check) {
    String advice = check.path("do").asText();
    desk.screen()
        .data(
            "%-4s  %-12s  %s"
                .formatted(
                    check.path("state").asText(),
                    check.path("check").asText(),
                    check.path("finding").asText() + (advice.isEmpty() ? "" : ". " + advice)));
  }
}
