package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.cli.batch.Batch;
import dev.fermata.server.cli.batch.Rows;
import dev.fermata.server.cli.batch.Standing;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.SecondPerson;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.client.UserFolder;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The loans example, set up and run by way of the public API. What is done already stays. */
final class Demo {
  private static final String BATCH = "demo";
  private static final List<String> POLICIES =
      List.of("small-loans", "decided-loans", "large-loans");
  private static final long POLL_MS = 200;
  private static final int TRIES = 5;

  /** Each with whether it reads applications; the other reads decisions. */
  private static final Map<String, Boolean> AGENTS =
      new TreeMap<>(
          Map.of(
              "credit-scorer", true,
              "precedent-finder", true,
              "affordability-checker", true,
              "letter-writer", false));

  private final Server admin;
  private final Path folder;
  private final Path loans = Folders.loans();
  private final Progress progress;
  private final DemoModel model;

  Demo(Server admin, Path folder, Progress progress, DemoModel model) {
    this.admin = admin;
    this.folder = folder;
    this.progress = progress;
    this.model = model;
  }

  /** Links that sign in once, for browsers. */
  record SignIns(String ana, String ben, String admin) {}

  /** Teams, people, agents, the bank and the workflows. */
  void prepare() {
    for (JsonNode team : tree("teams.yaml").path("teams")) admin.post("/teams", team);
    person("ana", "Ana Silva", "credit-ops");
    person("ben", "Ben Okafor", "credit-managers");
    for (String agent : AGENTS.keySet()) {
      String file = "agents/" + agent + ".yaml";
      register("/agents", file, model.file(agent, text(file)));
    }
    // The bank's book lies with the rest of the demo, so that a fresh start has a fresh book.
    String book = Json.of(folder.resolve("book.jsonl").toString()).toString();
    String bank = "tools/core-banking.yaml";
    String more = "environment: { FERMATA_LOANS_BOOK: " + book + " }\n";
    register("/tools", bank, text(bank) + more);
    for (String policy : POLICIES) policy(policy);
    // Ben agrees to what the admin proposed: nobody lets agents do more alone.
    SecondPerson.agrees(admin, "ben", "the demo's own");
    for (String workflow : List.of("workflow.yaml", "workflow-unkeyed.yaml")) publish(workflow);
    progress.note(
        "2 people, 3 teams, 4 agents, 1 bank, 3 policies and 2 workflows are registered.");
  }

  private void policy(String name) {
    var policy = Json.object().put("source", text("policies/" + name + ".yaml"));
    admin.post("/policies", policy.put("why", "the demo's own"));
  }

  /** A published version never changes: a demo of an older Fermata goes on with its own. */
  private void publish(String workflow) {
    try {
      admin.post("/workflows", Json.object().put("source", text(workflow)));
    } catch (Trouble trouble) {
      if (!trouble.code().equals("already-published")) throw trouble;
      progress.note(workflow + " was published otherwise and stays so; --fresh takes today's.");
    }
  }

  /**
   * Both decide as underwriters; each is also of the team that answers for what goes wrong or late.
   */
  private void person(String name, String displayName, String secondTeam) {
    for (JsonNode each : admin.get("/people").path("items"))
      if (each.path("name").asText().equals(name)) return;
    ObjectNode person = Json.object().put("name", name).put("displayName", displayName);
    person.putArray("roles").add("approver").add("operator").add("author");
    person.putArray("teams").add("underwriters").add(secondTeam);
    admin.post("/people", person);
  }

  private void register(String path, String file, String text) {
    Path directory = loans.resolve(file).toAbsolutePath().getParent();
    ObjectNode source = Json.object().put("source", text);
    source.put("directory", String.valueOf(directory));
    admin.post(path, source);
  }

  /** Signs the command line in as ana, and makes links for browsers and for adding more. */
  SignIns signIns(UserFolder user) {
    if (!signedInAsAna(user)) {
      ObjectNode proof = Json.object().put("link", link("ana")).put("token", true);
      try (var nobody = new Server(admin.address(), Optional.empty())) {
        String token = nobody.post("/session", proof).path("token").asText();
        user.keepSession(admin.address(), token);
      }
    }
    return new SignIns(link("ana"), link("ben"), link("admin"));
  }

  private boolean signedInAsAna(UserFolder user) {
    try (var server = new Server(admin.address(), Credential.of(user, admin.address()))) {
      return server.get("/whoami").path("name").asText().equals("ana");
    } catch (Trouble trouble) {
      if (trouble.exit() != Exit.NOT_SIGNED_IN) throw trouble;
      return false;
    }
  }

  private String link(String person) {
    return admin.post(Server.path("/people", person, "link"), Json.object()).path("link").asText();
  }

  /**
   * Starts the applications and shows how they get on, until none goes further by itself.
   *
   * @param other a file of applications; empty for those of the example
   * @param people who decide what waits, if they are simulated
   */
  void run(InstantSource clock, String other, List<Underwriter> people) {
    var patience = new Patience(clock, progress);
    JsonNode schema = tree("workflow.yaml").at("/input/schema/document");
    String file = other.isEmpty() ? loans.resolve("applications.csv").toString() : other;
    Standing before = Standing.of(admin, BATCH);
    if (before.settled() < Rows.count(file, schema)) startAgents(file, schema);
    new Batch(admin, patience, progress)
        .send(new Batch.Order("loan-origination", BATCH, file, schema, Priority.NORMAL.word()));
    Standing standing = Standing.of(admin, BATCH);
    boolean decided = decideAll(people);
    while (standing.running() > 0 || decided) {
      progress.show(standing.settled(), standing.started(), standing.words());
      Patience.pause(POLL_MS);
      decided = decideAll(people);
      standing = Standing.of(admin, BATCH);
    }
    progress.show(standing.settled(), standing.started(), standing.words());
    Hindsight.report(admin, BATCH, file, schema);
  }

  /** Whether anybody had something to decide. */
  private static boolean decideAll(List<Underwriter> people) {
    boolean any = false;
    for (Underwriter each : people) any |= each.decide() > 0;
    return any;
  }

  /** Simulated underwriters in the place of ana and ben. */
  List<Underwriter> underwriters() {
    return List.of("ana", "ben").stream()
        .map(name -> new Underwriter(session(name), name))
        .toList();
  }

  private Server session(String person) {
    ObjectNode proof = Json.object().put("link", link(person)).put("token", true);
    try (var nobody = new Server(admin.address(), Optional.empty())) {
      String token = nobody.post("/session", proof).path("token").asText();
      return new Server(admin.address(), Optional.of(new Credential(token, person)));
    }
  }

  /**
   * Has every agent answer once, one after the other. All at once would compete for a small
   * machine's cores until the first requests run out of time.
   */
  private void startAgents(String file, JsonNode schema) {
    ObjectNode application = Json.object();
    try (Rows rows = Rows.open(file, schema)) {
      if (rows.next().orElse(null) instanceof Rows.Row.Input(_, JsonNode first))
        first.properties().forEach(each -> application.set(each.getKey(), each.getValue()));
    }
    application.remove(List.of("personal_status_sex", "age_years", "foreign_worker", "outcome"));
    ObjectNode decision = Json.object();
    decision.putObject("application").put("id", "sample").put("credit_amount_dm", 1);
    decision.putObject("assessment").put("recommendation", "accept");
    int started = 0;
    for (var agent : AGENTS.entrySet()) {
      progress.show(started, AGENTS.size(), "agents started, next: " + agent.getKey());
      start(agent.getKey(), agent.getValue() ? application : decision);
      started++;
    }
    progress.note(started + " agents started.");
  }

  private void start(String agent, JsonNode input) {
    JsonNode answer = Json.NULL.view();
    for (int i = 0; i < TRIES; i++) {
      ObjectNode body = Json.object();
      body.set("input", input);
      answer = admin.post(Server.path("/agents", agent, "test"), body);
      if (answer.path("reply").asText().equals("answered")) return;
    }
    progress.note(
        "The agent " + agent + " does not answer: " + answer.at("/error/detail").asText());
  }

  /** What came of the applications, and what to type next; {@code stays} if the server stays up. */
  void summary(SignIns signIns, Desk desk, boolean stays) {
    Standing standing = Standing.of(admin, BATCH);
    var bookings = new Bookings();
    for (JsonNode run : pages("/runs?status=completed,waiting&batch=" + BATCH))
      bookings.take(admin.get(Server.path("/runs", run.path("id").asText())));
    long declined = standing.completed() - bookings.booked();
    if (desk.format().forPrograms()) {
      ObjectNode tree =
          Json.object().put("address", admin.address()).put("applications", standing.started());
      tree.put("booked", bookings.booked()).put("declined", declined);
      tree.put("allowedByRule", bookings.byRule()).put("asked", bookings.asked());
      tree.put("approved", bookings.approved());
      ObjectNode counts = standing.json(0);
      counts.remove(List.of("total", "rejectedRows"));
      tree.setAll(counts);
      desk.printer().tree(tree);
      return;
    }
    Screen screen = desk.screen();
    screen.data("");
    screen.data(standing.started() + " loan applications, " + standing.completed() + " decided:");
    screen.data("  %4d  booked%s".formatted(bookings.booked(), bookings.words()));
    screen.data("  %4d  declined".formatted(declined));
    screen.data("  %4d  wait for a person".formatted(standing.waiting()));
    if (standing.held() > 0) screen.data("  %4d  held".formatted(standing.held()));
    if (standing.inDoubt() > 0) screen.data("  %4d  in doubt".formatted(standing.inDoubt()));
    long failed = standing.faulted() + standing.cancelled();
    if (failed > 0) screen.data("  %4d  failed or cancelled".formatted(failed));
    screen.data("");
    model.who().forEach(screen::data);
    screen.data("");
    if (!stays) {
      screen.data("Address   " + admin.address() + "   (the server ends now)");
      screen.data("");
      screen.data("To go on with this demo and decide what waits, type:");
      screen.data("  ./fermata demo");
      return;
    }
    screen.data("Address   " + admin.address());
    screen.data("For ana   " + signIns.ana() + "   (signs in once)");
    screen.data("For ben   " + signIns.ben());
    screen.data("Admin     " + signIns.admin());
    boolean usual = admin.address().equals(desk.address());
    screen.data("");
    screen.data("This command line is signed in as ana. Now type:");
    screen.data("  ./fermata task list" + (usual ? "" : " --server " + admin.address()));
  }

  private JsonNode pages(String path) {
    return admin.pages(path, "before", Integer.MAX_VALUE).path("items");
  }

  private JsonNode tree(String file) {
    return switch (new YamlParser().parse(text(file))) {
      case Document.Parsed.Good(var document) -> document.tree().view();
      case Document.Parsed.Broken(var complaints) ->
          throw Trouble.failed("file", loans.resolve(file) + " cannot be read", "")
              .with(complaints.stream().map(Object::toString).toList());
    };
  }

  private String text(String file) {
    try {
      return Files.readString(loans.resolve(file));
    } catch (IOException e) {
      throw Trouble.failed("file", "cannot read " + loans.resolve(file) + ": " + Reason.of(e), "");
    }
  }
}
