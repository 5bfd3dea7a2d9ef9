package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product.Ran;
import dev.fermata.server.cli.Typed;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The loans example on a real server: what a test asks of it, and the bank's book as seen from
 * outside. Commands run in this process, unless they have to outlive the server. Used by one
 * thread.
 */
final class Loans implements AutoCloseable {
  static final List<String> COUNTED =
      List.of("completed", "waiting", "faulted", "cancelled", "inDoubt", "rejectedRows");

  private static final String RUNS = "10000";

  /** As many as the server tells at once. */
  private static final String TASKS = "1000";

  private final Product product;
  private final Path book;

  private Loans(Product product, Path book) {
    this.product = product;
    this.book = book;
  }

  /** The server of a demo, whose command line is signed in as ana. */
  static Loans ofDemo(Product product) {
    return new Loans(product, product.data().resolve("book.jsonl"));
  }

  /**
   * A server that knows all of the example, with ana signed in.
   *
   * @param pauseMs how long the bank waits between booking and answer
   */
  static Loans start(int pauseMs) {
    Product product = Product.startAsAdmin();
    var loans = new Loans(product, product.folder().resolve("book.jsonl"));
    try {
      loans.register(pauseMs);
    } catch (RuntimeException | AssertionError e) {
      product.close();
      throw e;
    }
    return loans;
  }

  private void register(int pauseMs) {
    Map<String, String> teams =
        Map.of("underwriters", "Decide", "credit-managers", "Decide late", "credit-ops", "Own");
    teams.forEach((team, purpose) -> fine("team", "add", team, "--purpose", purpose));
    fine(
        "person",
        "add",
        "ana",
        "--role",
        "approver,operator",
        "--team",
        String.join(",", teams.keySet()));
    for (String agent :
        List.of("credit-scorer", "precedent-finder", "affordability-checker", "letter-writer"))
      fine("agent", "add", Checkout.example("loans/agents/" + agent + ".yaml").toString());
    fine("tool", "add", bank(pauseMs).toString());
    for (String policy : List.of("small-loans", "decided-loans", "large-loans"))
      fine("policy", "publish", Checkout.example("loans/policies/" + policy + ".yaml").toString());
    agree();
    for (String workflow : List.of("workflow.yaml", "workflow-unkeyed.yaml"))
      fine("workflow", "publish", Checkout.example("loans/" + workflow).toString());
    String link = fine("person", "link", "ana", "-o", "json").json().text("link").orElseThrow();
    fine("login", "--link", link);
  }

  /** What the admin proposed, somebody else agrees to. */
  private void agree() {
    fine("person", "add", "ben", "--role", "author");
    String link = fine("person", "link", "ben", "-o", "json").json().text("link").orElseThrow();
    Map<String, String> second =
        Map.of("FERMATA_CONFIG", product.folder().resolve("second").toString());
    List<List<String>> commands = new ArrayList<>(List.of(List.of("login", "--link", link)));
    Json proposals = fine("policy", "proposals", "-o", "json").json();
    for (JsonNode each : proposals.view().path("items")) {
      String digest = each.path("digest").asText();
      String name = each.path("name").asText();
      commands.add(List.of("policy", "approve", name, "--digest", digest, "--why", "a test"));
    }
    for (List<String> command : commands) {
      Ran ran = product.run(second, command.toArray(String[]::new));
      if (ran.exit() != 0) throw new AssertionError(command + ": " + ran.err());
    }
  }

  /** The bank's roster file, with a book and a pace of this test's own. */
  private Path bank(int pauseMs) {
    try {
      Path shipped = Checkout.example("loans/tools/core-banking.yaml");
      String agents = Checkout.example("loans/agents").toString();
      String environment =
          "environment: { FERMATA_LOANS_BOOK: '%s', FERMATA_LOANS_PAUSE_MS: '%d' }\n"
              .formatted(book, pauseMs);
      String text = Files.readString(shipped).replace("../agents", agents) + environment;
      return Files.writeString(product.folder().resolve("core-banking.yaml"), text);
    } catch (IOException e) {
      throw new AssertionError("cannot write the bank's roster file", e);
    }
  }

  Product product() {
    return product;
  }

  Ran typed(String... command) {
    return typedAs(Map.of(), command);
  }

  Ran typedAs(Map<String, String> environment, String... command) {
    var all = new HashMap<>(product.environment());
    all.putAll(environment);
    Typed typed = Typed.by(all, command);
    return new Ran(typed.exit(), typed.out(), typed.err());
  }

  Ran fine(String... command) {
    Ran ran = typed(command);
    assertThat(ran.exit()).as("%s: %s", List.of(command), ran.err()).isZero();
    return ran;
  }

  JsonNode asked(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-o", "json"));
    return fine(all.toArray(String[]::new)).json().view();
  }

  /** The runs of a batch as they stand, whatever has come of them. */
  List<JsonNode> runs(String batch) {
    var runs = new ArrayList<JsonNode>();
    asked("run", "list", "--all", "--batch", batch, "--limit", RUNS)
        .path("items")
        .forEach(runs::add);
    return runs;
  }

  /** The open tasks of one kind. */
  List<JsonNode> tasks(String kind) {
    var tasks = new ArrayList<JsonNode>();
    for (JsonNode task : asked("task", "list", "--limit", TASKS).path("items"))
      if (task.path("kind").asText().equals(kind)) tasks.add(task);
    return tasks;
  }

  /** Decides as somebody who has read the task. */
  Ran decide(String task, String answer, String... more) {
    var command = new ArrayList<>(List.of("task", "decide", task, answer));
    command.addAll(List.of("--digest", asked("task", "show", task).path("digest").asText()));
    command.addAll(List.of(more));
    return typed(command.toArray(String[]::new));
  }

  /** All whole lines of the bank's book. */
  List<JsonNode> book() {
    try {
      String text = Files.exists(book) ? Files.readString(book) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> Json.parse(line).view())
          .toList();
    } catch (IOException e) {
      throw new AssertionError("cannot read the book " + book, e);
    }
  }

  /** How often each run has booked. */
  Map<String, Long> bookings() {
    return book().stream()
        .collect(Collectors.groupingBy(line -> line.path("run").asText(), Collectors.counting()));
  }

  @Override
  public void close() {
    product.close();
  }

  /** Whether nothing of the batch goes on by itself, and nobody is asked about a conflict. */
  boolean quiet(String batch) {
    Set<String> still = Set.of("completed", "waiting", "faulted");
    return runs(batch).stream().allMatch(r -> still.contains(r.path("status").asText()))
        && tasks("conflict").isEmpty();
  }
}
