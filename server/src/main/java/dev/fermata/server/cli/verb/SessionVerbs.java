package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signing in and out, and how the server is; their commands stand at the top. */
public final class SessionVerbs {
  private static final View WHO =
      new View(
          "name",
          List.of(
              Column.of("you are", "name"),
              Column.of("called", "displayName"),
              Column.of("kind", "kind"),
              Column.of("roles", "roles"),
              Column.of("teams", "teams"),
              Column.of("by", "by"),
              Column.of("server", "server"),
              Column.time("until", "expires")),
          8,
          "");

  private static final View STATUS =
      new View(
          "version",
          List.of(
              Column.of("server", "server"),
              Column.of("version", "version"),
              Column.time("started", "started"),
              new Column("runs", (status, _) -> counts(status.path("runs"))),
              Column.of("in doubt", "inDoubt"),
              Column.of("tasks waiting", "tasksWaiting"),
              Column.of("journal position", "position")),
          7,
          "");

  private static final View HEALTH =
      new View(
          "name",
          List.of(
              Column.of("name", "name"),
              Column.of("of", "of"),
              Column.of("kind", "kind"),
              Column.of("running", "running"),
              Column.of("in flight", "inFlight"),
              Column.of("restarts", "restarts"),
              Column.of("last error", "lastError"),
              Column.of("pid", "pid")),
          7,
          "No agent was called since the server started.");

  private static final View MODELS =
      new View(
          "model",
          List.of(
              Column.of("model", "model"),
              Column.of("circuit", "circuit"),
              Column.of("left alone", "resting"),
              Column.of("failures", "failures"),
              Column.time("next try", "nextTry"),
              Column.of("last error", "lastError"),
              Column.of("address", "url")),
          6,
          "No model was called since the server started.");

  private SessionVerbs() {}

  /** The verb of that name. */
  public static Runnable verb(String name, Desk desk) {
    return switch (name) {
      case "login" -> new Login(desk);
      case "logout" -> new Logout(desk);
      case "whoami" -> new Whoami(desk);
      case "status" -> new Status(desk);
      default -> throw new IllegalArgumentException("no such verb: " + name);
    };
  }

  @Command(
      name = "login",
      description = "Signs you in, with name and password or with a link that was made for you.",
      footer = {"", "Example:", "  fermata login --link http://127.0.0.1:7070/sign-in?link=…"})
  private static final class Login implements Runnable {
    private final Desk desk;

    @Option(
        names = "--link",
        paramLabel = "LINK",
        description = "a one-time link; else name and password are asked")
    private String link = "";

    @Option(names = "--name", paramLabel = "NAME", description = "your name")
    private String name = "";

    Login(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      ObjectNode proof = Json.object().put("token", true);
      if (!link.isEmpty()) proof.put("link", link);
      else {
        String given = name.isEmpty() ? desk.screen().ask("Name: ") : name;
        String password = desk.screen().askSecret("Password: ");
        if (given.isEmpty() || password.isEmpty())
          throw Trouble.usage("name and password are needed to sign in", "Or give a --link.");
        proof.put("name", given).put("password", password);
      }
      try (Server server = desk.serverOf(link)) {
        JsonNode session = server.post("/session", proof);
        desk.folder().keepSession(server.address(), session.path("token").asText());
        ObjectNode shown = Json.object();
        session
            .properties()
            .forEach(each -> {
              if (!each.getKey().equals("token")) shown.set(each.getKey(), each.getValue());
            });
        String who = session.path("name").asText();
        desk.printer()
            .done(
                shown, who, "Signed in as " + who + " at " + server.address() + "." + next(server));
      }
    }

    /** How the commands that follow find a server that is not the one they would ask. */
    private String next(Server server) {
      return server.address().equals(desk.address())
          ? ""
          : "\nCommands ask it with --server " + server.address() + " or FERMATA_SERVER.";
    }
  }

  @Command(
      name = "logout",
      description = "Ends your session.",
      footer = {"", "Example:", "  fermata logout"})
  private static final class Logout implements Runnable {
    private final Desk desk;

    Logout(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        boolean signedIn =
            server.credential().filter(c -> c.source().equals(Credential.SESSION)).isPresent();
        ObjectNode answer =
            Json.object().put("server", server.address()).put("signedOut", signedIn);
        if (signedIn) {
          // Forgotten here first: whatever the server says, this user is signed in no more.
          desk.folder().forgetSession(server.address());
          server.delete("/session");
        }
        String words = signedIn ? "Signed out of " : "There was no session at ";
        desk.printer().done(answer, server.address(), words + server.address() + ".");
      }
    }
  }

  @Command(
      name = "whoami",
      description = "Says who you are to the server, and by what.",
      footer = {"", "Example:", "  fermata whoami"})
  private static final class Whoami implements Runnable {
    private final Desk desk;

    Whoami(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        ObjectNode who = Json.object();
        server
            .get("/whoami")
            .properties()
            .forEach(each -> {
              if (!each.getKey().equals("csrf")) who.set(each.getKey(), each.getValue());
            });
        who.put("by", server.credential().map(Credential::source).orElse("nothing"));
        who.put("server", server.address());
        desk.printer().one(who, WHO);
      }
    }
  }

  @Command(
      name = "status",
      description = "Says how the server is.",
      footer = {"", "Example:", "  fermata status -o json"})
  private static final class Status implements Runnable {
    private final Desk desk;

    Status(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        ObjectNode status = Json.object().put("server", server.address());
        server.get("/status").properties().forEach(e -> status.set(e.getKey(), e.getValue()));
        desk.printer().one(status, STATUS);
        if (desk.format().forPrograms()) return;
        table(status.path("agents"), HEALTH);
        table(status.path("models"), MODELS);
      }
    }

    private void table(JsonNode items, View view) {
      if (items.isEmpty()) return;
      desk.screen().data("");
      desk.printer().list(items, view);
    }
  }

  private static String counts(JsonNode runs) {
    var words = new java.util.StringJoiner(", ");
    runs.properties().forEach(each -> words.add(each.getValue().asLong() + " " + each.getKey()));
    return words.length() == 0 ? "none" : words.toString();
  }
}
