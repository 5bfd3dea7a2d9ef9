package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.Product;
import dev.fermata.server.Product.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The command line against a real server in a process of its own. Where nothing depends on it, the
 * commands run in this process: a Java machine for each would take minutes.
 */
class ProductTest {
  private static final String HELLO =
      """
      document: { dsl: '1.0.3', namespace: test, name: hello, version: '1.0.0', metadata: { owner: ops } }
      input:
        schema:
          document:
            type: object
            additionalProperties: false
            required: [n]
            properties: { n: { type: integer }, name: { type: string } }
      do:
        - wait: { wait: { milliseconds: 20 } }
        - greet: { set: { hello: '${ .n }' } }
      """;

  private static final String ASKS =
      """
      document: { dsl: '1.0.3', namespace: test, name: asks, version: '1.0.0', metadata: { owner: ops } }
      do:
        - ask:
            call: human
            with:
              team: ops
              question: Shall we?
              answers: { go: It goes on., stop: It ends here. }
              due: PT1H
              otherwise: raise
      """;

  private static Product product;

  @BeforeAll
  static void start() throws IOException {
    product = Product.startAsAdmin();
    fine("team", "add", "ops", "--purpose", "Runs tests");
    fine("person", "add", "ana", "--role", "approver,operator", "--team", "ops");
    fine("workflow", "publish", file("hello.yaml", HELLO), file("asks.yaml", ASKS));
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static String file(String name, String text) throws IOException {
    return Files.writeString(product.folder().resolve(name), text).toString();
  }

  private static Ran typed(Map<String, String> environment, String... command) {
    var all = new HashMap<>(product.environment());
    all.putAll(environment);
    Typed typed = Typed.by(all, command);
    return new Ran(typed.exit(), typed.out(), typed.err());
  }

  private static Ran fine(String... command) {
    Ran ran = typed(Map.of(), command);
    assertThat(ran.exit()).as(List.of(command) + ": " + ran.err()).isZero();
    return ran;
  }

  private static void refused(int exit, String words, String... command) {
    told(exit, words, typed(Map.of(), command), command);
  }

  private static void told(int exit, String words, Ran ran, String... command) {
    assertThat(ran.exit()).as(List.of(command) + ": " + ran.out() + ran.err()).isEqualTo(exit);
    assertThat(ran.err()).contains(words).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void a_run_is_started_followed_and_shown() {
    Ran done = fine("run", "start", "hello", "-i", "n=7", "--wait", "-o", "json");
    assertThat(done.json().view().at("/output/hello").asInt()).isEqualTo(7);
    String id = done.json().text("id").orElseThrow();
    assertThat(fine("run", "show", id.substring(0, 8)).out()).contains(id).contains("completed");
    assertThat(fine("run", "events", id).out()).contains("Started").contains("Ended");
    assertThat(fine("run", "watch", id).err()).contains("is completed");
    assertThat(fine("run", "list", "-o", "name").out()).doesNotContain(id);
    assertThat(fine("run", "list", "--all", "-o", "name").out()).contains(id);
  }

  @Test
  void a_run_that_waits_for_a_person_gives_exit_7_where_nobody_is_there() {
    Ran waits = typed(Map.of(), "run", "start", "asks", "--wait", "--no-human", "-o", "json");
    assertThat(waits.exit()).isEqualTo(7);
    String task = waits.json().view().at("/tasks/0/id").asText();
    String digest = fine("task", "show", task, "-o", "json").json().text("digest").orElseThrow();
    refused(2, "--digest", "task", "decide", task, "go");

    // Machines decide nothing, whatever they read.
    Map<String, String> machine =
        Map.of("FERMATA_CONFIG", product.folder().resolve("machine").toString());
    Ran nobody = typed(machine, "task", "decide", task, "go", "--digest", digest);
    assertThat(nobody.exit()).isEqualTo(4);

    String link = fine("person", "link", "ana", "-o", "json").json().text("link").orElseThrow();
    assertThat(typed(machine, "login", "--link", link).exit()).isZero();
    decideAtTerminal(machine, task);
    Ran stale = typed(machine, "task", "decide", task, "go", "--digest", "A".repeat(43));
    assertThat(stale.exit()).isEqualTo(5);
    assertThat(typed(machine, "task", "decide", task, "go", "--digest", digest).exit()).isZero();
    Ran second = typed(machine, "task", "decide", task, "stop", "--digest", digest);
    assertThat(second.exit()).isEqualTo(5);
    assertThat(second.err()).contains("ana");
    assertThat(typed(machine, "logout").exit()).isZero();
  }

  @Test
  void a_sign_in_link_leads_to_its_server_where_no_other_is_named() {
    String link = fine("person", "link", "ana", "-o", "json").json().text("link").orElseThrow();
    Map<String, String> elsewhere =
        Map.of(
            "FERMATA_CONFIG",
            product.folder().resolve("elsewhere").toString(),
            "FERMATA_SERVER",
            "");

    Ran login = typed(elsewhere, "login", "--link", link);
    assertThat(login.exit()).isZero();
    assertThat(login.out() + login.err()).contains("--server " + product.address());
  }

  /** Whoever is asked sees all of the task first, and may still say no. */
  private static void decideAtTerminal(Map<String, String> who, String task) {
    var all = new HashMap<>(product.environment());
    all.putAll(who);
    Typed no = Typed.atTerminal(all, "n\n", "task", "decide", task, "go");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.out()).contains("Shall we?", "stop: It ends here.", "for --digest: ");
    assertThat(no.err()).contains("Decide 'go'? It goes on.", "nothing was done");
    Typed misspelt = Typed.atTerminal(all, "", "task", "decide", task, "og");
    assertThat(misspelt.exit()).isEqualTo(2);
    assertThat(misspelt.err()).contains("Did you mean 'go'?");
  }

  @Test
  void whoami_says_by_what_one_is_signed_in() throws IOException {
    assertThat(fine("whoami", "-o", "json").json().text("by")).contains("session");
    Path token = product.folder().resolve("config").resolve("token");
    Path other = Files.createDirectories(product.folder().resolve("only-token"));
    Files.copy(token, other.resolve("token"));
    Ran machine = typed(Map.of("FERMATA_CONFIG", other.toString()), "whoami", "-o", "json");
    assertThat(machine.json().text("by")).contains("machine token");
    assertThat(machine.json().text("kind")).contains("machine");
  }

  @Test
  void lists_parse_when_they_are_empty_have_one_or_many() {
    for (String noun : List.of("agent", "tool", "team", "person", "workflow", "task"))
      for (String format : List.of("json", "yaml", "jsonl", "table", "wide", "name")) {
        Ran list = fine(noun, "list", "-o", format);
        if (format.equals("json")) assertThat(list.json().view().path("items").isArray()).isTrue();
      }
    assertThat(fine("agent", "list").out()).contains("fermata agent add");
  }

  @Test
  void a_broken_workflow_is_told_whole_and_publishes_nothing() throws IOException {
    String broken =
        file(
            "broken.yaml",
            """
            document: { dsl: '1.0.3', namespace: test, name: broken, version: 'one', metadata: { owner: ops } }
            do:
              - greet: { sett: { a: 1 } }
            """);
    String good = file("good.yaml", HELLO.replace("name: hello", "name: good"));
    Ran lint = typed(Map.of(), "workflow", "lint", broken);
    assertThat(lint.exit()).isEqualTo(1);
    assertThat(lint.out()).contains("broken.yaml:1:").contains("broken.yaml:3:").contains("'set'");
    refused(1, "nothing was published", "workflow", "publish", good, broken);
    refused(3, "good", "workflow", "show", "good");
  }

  @Test
  void bad_input_is_one_sentence_and_the_right_exit_code() throws IOException {
    refused(3, "nope", "run", "start", "nope");
    refused(3, "nothere", "run", "show", "nothere");
    refused(3, "nothere", "task", "show", "nothere-1");
    refused(1, "n", "run", "start", "hello", "-i", "m=1");
    refused(3, "there is no file", "run", "start", "hello", "--each", "/nonexistent.csv");
    refused(3, "there is no file", "agent", "add", "/nonexistent.yaml");
    String agent = file("agent.yaml", "agent: x\nversoin: '1.0.0'\n");
    refused(1, "Did you mean 'version'?", "agent", "add", agent);
    refused(2, "--yes", "run", "cancel", startWaiting());
    refused(3, "Did you mean 'ana'?", "person", "show", "anna");
    Ran nobody = typed(Map.of("FERMATA_CONFIG", product.folder() + "/none"), "run", "list");
    assertThat(nobody.exit()).isEqualTo(4);
    assertThat(nobody.err()).contains("fermata login");
  }

  @Test
  void a_list_that_a_filter_leaves_empty_says_so() {
    assertThat(fine("run", "list", "--subject", "nobody").out())
        .contains("No run that is under way matches", "--all");
    assertThat(fine("run", "list", "--batch", "none", "--all").out())
        .contains("No run matches. `fermata run list --all` without anything else");
  }

  @Test
  void a_release_names_the_switches_that_still_hold() {
    fine("switch", "throw", "owner:nobody", "--why", "a test");
    fine("switch", "throw", "owner:somebody", "--why", "a test");
    assertThat(fine("switch", "release", "owner:nobody", "--why", "it is over").out())
        .contains("What waited goes on, except what these still hold: owner:somebody.");
    assertThat(fine("switch", "release", "owner:somebody", "--why", "it is over").out())
        .contains("What waited goes on.");
  }

  @Test
  void a_run_is_shown_with_the_outcomes_that_were_reported_of_it() {
    String run = startWaiting();
    fine("run", "cancel", run, "--yes");
    fine("outcome", "report", "--run", run, "--outcome", "broken", "--is", "bad");
    assertThat(fine("run", "show", run).out()).contains("OUTCOME", "broken", "false");
  }

  @Test
  void an_approval_of_a_proposal_names_the_digest_of_what_was_read() throws IOException {
    String text = "policy: lax\nversion: '%d'\nowner: ops\nthen: { allow: { because: a test } }\n";
    assertThat(fine("policy", "publish", file("lax.yaml", text.formatted(1))).out())
        .contains("Proposed: lax@1");
    String read = fine("policy", "diff", "lax").out().strip();
    String digest = read.substring(read.lastIndexOf(' ') + 1);
    fine("person", "add", "cleo", "--role", "author");
    String link = fine("person", "link", "cleo", "-o", "json").json().text("link").orElseThrow();
    Map<String, String> cleo =
        Map.of("FERMATA_CONFIG", product.folder().resolve("cleo").toString());
    assertThat(typed(cleo, "login", "--link", link).exit()).isZero();
    assertThat(typed(cleo, "policy", "approve", "lax", "--why", "fine").exit()).isEqualTo(2);

    fine("policy", "publish", file("lax.yaml", text.formatted(2)));
    Ran stale = typed(cleo, "policy", "approve", "lax", "--why", "fine", "--digest", digest);
    assertThat(stale.exit()).isEqualTo(5);
    assertThat(stale.err()).contains("no longer what is proposed", "version 2");
    String now = fine("policy", "diff", "lax", "-o", "json").json().text("digest").orElseThrow();
    assertThat(typed(cleo, "policy", "approve", "lax", "--why", "fine", "--digest", now).out())
        .contains("In force: lax@2.");
    fine("policy", "withdraw", "lax", "--why", "a test", "--yes");
  }

  @Test
  void a_question_that_nobody_answers_offers_only_what_there_is() {
    Ran erase = typed(Map.of(), "payload", "erase", "r1", "--why", "a test");
    assertThat(erase.exit()).isEqualTo(2);
    assertThat(erase.err()).contains("--yes").doesNotContain("--dry-run");
  }

  private static String startWaiting() {
    return fine("run", "start", "asks", "-o", "json").json().text("run").orElseThrow();
  }

  @Test
  void a_server_that_cannot_start_says_why() throws IOException {
    String port = Integer.toString(product.port());
    cannotStart("port " + port, "server", "--port", port, "--data", product.folder() + "/other");
    cannotStart("data", "server", "--port", "0", "--data", product.data().toString());
    String text = file("a-file", "text");
    cannotStart("a-file", "server", "--port", "0", "--data", text);
    cannotStart("a-file", "demo", "--port", "0", "--data", text + "/demo", "--exit");
  }

  private static void cannotStart(String words, String... command) {
    told(1, words, product.run(command), command);
  }

  @Test
  void a_batch_survives_the_death_of_the_server_and_starts_nothing_twice() throws Exception {
    int rows = 1200;
    String header = "n,name\n";
    String csv =
        IntStream.rangeClosed(1, rows)
            .mapToObj(n -> (n == 600 ? "many" : n) + ",row " + n)
            .collect(Collectors.joining("\n", header, "\n"));
    String file = file("rows.csv", csv);
    var sending =
        product.begin(Map.of(), "run", "start", "hello", "--each", file, "--wait", "-o", "json");
    while (!sending.soFar().contains("Batch")) Thread.onSpinWait();
    product.kill();
    product.startServer();
    Ran ended = product.await(sending);
    assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
    var result = ended.json().view();
    assertThat(result.path("total").asInt()).isEqualTo(rows);
    assertThat(result.path("completed").asInt()).isEqualTo(rows - 1);
    assertThat(result.path("rejectedRows").asInt()).isEqualTo(1);
    assertThat(ended.err()).contains("row 600: column n: 'many' is no integer");

    String batch = result.path("batch").asText();
    Ran again =
        product.run(
            "run", "start", "hello", "--each", file, "--batch", batch, "--wait", "-o", "json");
    assertThat(again.json().view().path("total").asInt()).isEqualTo(rows);
    int sum =
        Stream.of("completed", "waiting", "faulted", "cancelled", "inDoubt", "rejectedRows")
            .mapToInt(each -> again.json().view().path(each).asInt())
            .sum();
    assertThat(sum).isEqualTo(rows);
  }

  @Test
  void a_published_workflow_shows_its_source_and_a_removed_agent_is_gone() throws IOException {
    assertThat(fine("workflow", "show", "hello@1.0.0").out()).contains("set: { hello:");
    String agent =
        file(
            "echo.yaml",
            """
            agent: echo
            version: '1.0.0'
            owner: ops
            purpose: Answers
            kind: http
            url: http://127.0.0.1:1/echo
            effect: read
            """);
    assertThat(fine("agent", "add", agent, "-o", "json").json().text("name")).contains("echo");
    fine("agent", "remove", "echo", "--dry-run");
    fine("agent", "remove", "echo", "--yes");
    refused(3, "echo", "agent", "show", "echo");
  }
}
