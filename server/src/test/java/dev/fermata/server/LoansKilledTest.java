package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product.Ran;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The server is killed while it works on hundreds of loan applications, and started again. The
 * bank's own book tells whether anything was booked twice.
 */
class LoansKilledTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration GLANCE = Duration.ofMillis(5);

  /** So long a booking stays under way: longer than a glance at the book and a kill take. */
  private static final int BANK_PAUSE_MS = 400;

  /** Each is as many applications as the example has: a quarter booked, half for a person. */
  private static final int COPIES = 12;

  private static final int COPIES_IN_DOUBT = 6;

  private static Loans loans;

  /** The agents of the server that was killed last. */
  private static List<ProcessHandle> orphans = List.of();

  @BeforeAll
  static void start() {
    loans = Loans.start(BANK_PAUSE_MS);
  }

  @AfterAll
  static void stop() {
    loans.close();
  }

  @Test
  void a_batch_ends_alike_with_and_without_a_kill_and_books_nothing_twice() {
    String file = generated(COPIES);
    JsonNode calm = result(undisturbed(file));
    JsonNode killed = result(killedAmid("loan-origination", file));
    assertThat(counts(killed))
        .isEqualTo(counts(calm))
        .isEqualTo(Map.of("total", 288, "completed", 144, "waiting", 144));
    assertThat(bookings(killed)).hasSize(72).allSatisfy((_, times) -> assertThat(times).isOne());
    assertThat(bookings(calm)).hasSize(72).allSatisfy((_, times) -> assertThat(times).isOne());
  }

  @Test
  void seven_hundred_real_applications_survive_a_kill() {
    Optional<Path> file = realApplications();
    if (file.isEmpty())
      System.err.println(
          "SKIPPED: no loan-applications-700.csv; name its folder by -Dfermata.data=FOLDER");
    assumeTrue(file.isPresent(), "no file of real applications");
    JsonNode killed = result(killedAmid("loan-origination", file.get().toString()));
    assertThat(counts(killed))
        .containsEntry("total", 700)
        .containsOnlyKeys("total", "completed", "waiting");
    assertThat(bookings(killed)).isNotEmpty().allSatisfy((_, times) -> assertThat(times).isOne());
  }

  @Test
  void without_a_key_what_is_in_doubt_is_counted_settled_by_people_and_booked_once() {
    JsonNode killed = result(killedAmid("loan-origination-unkeyed", generated(COPIES_IN_DOUBT)));
    assertThat(killed.path("inDoubt").asInt()).isPositive();
    assertThat(killed.path("total").asInt()).isEqualTo(144);
    assertThat(killed.path("completed").asInt() + killed.path("inDoubt").asInt()).isEqualTo(72);
    assertThat(bookings(killed)).allSatisfy((_, times) -> assertThat(times).isOne());

    List<JsonNode> doubts = loans.tasks("in-doubt");
    assertThat(doubts).hasSize(killed.path("inDoubt").asInt());
    // The old bank may still be writing; whoever decides has to know that it is not.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
    doubts.forEach(LoansKilledTest::settle);
    String batch = killed.path("batch").asText();
    Awaitility.await().atMost(PATIENCE).pollInterval(LOOK).until(() -> settled(batch));
    assertThat(statuses(batch)).isEqualTo(Map.of("completed", 72L, "waiting", 72L));
    assertThat(bookings(killed)).hasSize(36).allSatisfy((_, times) -> assertThat(times).isOne());
    assertThat(loans.tasks("in-doubt")).isEmpty();
  }

  /** As the bank's book says: it happened as written there, or it did not and is tried again. */
  private static void settle(JsonNode doubt) {
    String task = doubt.path("id").asText();
    String key = loans.asked("task", "show", task).at("/brief/show/key").asText();
    Optional<JsonNode> line =
        loans.book().stream().filter(each -> each.path("key").asText().equals(key)).findFirst();
    if (line.isPresent()) {
      decided(task, "happened", "--data", booking(line.get()));
      return;
    }
    decided(task, "did-not-happen");
    String run = doubt.path("run").asText();
    Awaitility.await().atMost(PATIENCE).pollInterval(LOOK).until(() -> repair(run).isPresent());
    decided(repair(run).orElseThrow(), "retry");
  }

  private static void decided(String task, String answer, String... more) {
    loans.fine("task", "evidence", task, "--missing");
    var words = new ArrayList<>(List.of("--why", "as the book says"));
    words.addAll(List.of(more));
    Ran ran = loans.decide(task, answer, words.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  private static Optional<String> repair(String run) {
    return loans.tasks("repair").stream()
        .filter(task -> task.path("run").asText().equals(run))
        .map(task -> task.path("id").asText())
        .findFirst();
  }

  /** What the bank would have answered. */
  private static String booking(JsonNode line) {
    var answer = Json.object().put("booking", "as the book says");
    line.properties().forEach(each -> answer.set(each.getKey(), each.getValue()));
    return written("booking.json", answer.toString());
  }

  private static Ran undisturbed(String file) {
    return loans.fine("run", "start", "loan-origination", "--each", file, "--wait", "-o", "json");
  }

  /**
   * Kills the server when some runs have ended and a line is new in the book: its answer is still
   * to come. The client goes on by itself once the server is back.
   */
  private static Ran killedAmid(String workflow, String file) {
    Product product = loans.product();
    int before = loans.book().size();
    String batch = "killed-" + before + "-" + workflow;
    var sending =
        product.begin(
            Map.of(), "run", "start", workflow, "--each", file, "--batch", batch, "--wait", "-o",
            "json");
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> loans.book().size() > before && statuses(batch).containsKey("completed"));
    int seen = loans.book().size();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(GLANCE)
        .until(() -> loans.book().size() > seen);
    orphans = product.agents();
    product.kill();
    assertThat(sending.process().isAlive()).as(sending.soFar()).isTrue();
    product.startServer();
    return product.await(sending);
  }

  /** What the command tells programs, when it ended well and its sum is right. */
  private static JsonNode result(Ran ran) {
    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode result = ran.json().view();
    int sum = Loans.COUNTED.stream().mapToInt(each -> result.path(each).asInt(-1)).sum();
    assertThat(sum).as(result.toString()).isEqualTo(result.path("total").asInt());
    return result;
  }

  /** The total and what is not zero. */
  private static Map<String, Integer> counts(JsonNode result) {
    var counts = new HashMap<String, Integer>();
    counts.put("total", result.path("total").asInt());
    for (String each : Loans.COUNTED)
      if (result.path(each).asInt(-1) != 0) counts.put(each, result.path(each).asInt(-1));
    return counts;
  }

  /** How often the runs of this batch have booked, as far as they have. */
  private static Map<String, Long> bookings(JsonNode result) {
    Map<String, Long> bookings = loans.bookings();
    bookings.keySet().retainAll(ids(result.path("batch").asText()));
    return bookings;
  }

  private static Set<String> ids(String batch) {
    return loans.runs(batch).stream()
        .map(run -> run.path("id").asText())
        .collect(Collectors.toSet());
  }

  private static boolean settled(String batch) {
    return loans.runs(batch).stream()
        .noneMatch(run -> Set.of("running", "ending").contains(run.path("status").asText()));
  }

  private static Map<String, Long> statuses(String batch) {
    return loans.runs(batch).stream()
        .collect(Collectors.groupingBy(run -> run.path("status").asText(), Collectors.counting()));
  }

  /** The example's applications over and over, each with an id of its own. */
  private static String generated(int copies) {
    try {
      List<String> lines = Files.readAllLines(Checkout.example("loans/applications.csv"));
      var rows = new ArrayList<>(List.of(lines.getFirst()));
      for (int copy = 1; copy <= copies; copy++)
        for (String line : lines.subList(1, lines.size())) rows.add("copy-" + copy + "-" + line);
      return written("applications-" + copies + ".csv", String.join("\n", rows) + "\n");
    } catch (IOException e) {
      throw new AssertionError("cannot read the example's applications", e);
    }
  }

  private static String written(String name, String text) {
    try {
      return Files.writeString(loans.product().folder().resolve(name), text).toString();
    } catch (IOException e) {
      throw new AssertionError("cannot write " + name, e);
    }
  }

  private static Optional<Path> realApplications() {
    Path beside = Checkout.root().resolveSibling("shared").resolve("data");
    Path folder = Path.of(System.getProperty("fermata.data", beside.toString()));
    return Optional.of(folder.resolve("loan-applications-700.csv")).filter(Files::exists);
  }
}
