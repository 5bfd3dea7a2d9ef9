package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.Product.Ran;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo and its 24 generated applications, from the first command to a person's decision. */
class LoansTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Up to here one decision is enough; beyond, two underwriters approve the booking. */
  private static final int LARGE = 5_000;

  private static final Pattern BENS_LINK = Pattern.compile("For ben +\\S+link=([A-Za-z0-9_-]+)");
  private static final String APPLICATIONS = Checkout.example("loans/applications.csv").toString();

  private static Loans loans;
  private static Ran firstDemo;
  private static JsonNode batch;

  @BeforeAll
  static void start() {
    Product product = Product.demo();
    loans = Loans.ofDemo(product);
    firstDemo = product.runDemo();
    product.startServer();
    batch = started().json().view();
  }

  @AfterAll
  static void stop() {
    loans.close();
  }

  private static Ran started(String... more) {
    var command =
        new ArrayList<>(
            List.of("run", "start", "loan-origination", "--each", APPLICATIONS, "--wait"));
    command.addAll(List.of(more));
    command.addAll(List.of("-o", "json"));
    return loans.fine(command.toArray(String[]::new));
  }

  @Test
  void the_demo_says_how_many_are_booked_declined_and_wait() {
    assertThat(firstDemo.exit()).as(firstDemo.err()).isZero();
    assertThat(firstDemo.json().view())
        .isEqualTo(
            Json.parse(
                    """
                    {"address": "%s", "applications": 24, "booked": 6, "declined": 6,
                     "allowedByRule": 6, "asked": 0, "approved": 0,
                     "completed": 12, "waiting": 12, "faulted": 0, "cancelled": 0, "inDoubt": 0}
                    """
                        .formatted(loans.product().address()))
                .view());
    assertThat(firstDemo.err()).contains("4 agents started");
  }

  @Test
  void a_second_demo_goes_on_with_the_first_and_starts_nothing_anew() {
    assertThat(loans.product().said()).contains("Goes on with the demo", "24 loan applications");
    assertThat(loans.product().said())
        .contains("   6  booked", "   6  declined", "No model is called");
    assertThat(loans.runs("demo")).hasSize(24);
  }

  @Test
  void every_application_is_booked_declined_or_waits_for_a_person() {
    assertThat(batch.path("total").asInt()).isEqualTo(24);
    assertThat(counts(batch)).containsExactly(12, 12, 0, 0, 0, 0);
    assertThat(loans.bookings().values()).allMatch(times -> times == 1);
  }

  private static List<Integer> counts(JsonNode result) {
    return Loans.COUNTED.stream().map(each -> result.path(each).asInt(-1)).toList();
  }

  @Test
  void the_same_batch_again_starts_nothing_new() {
    String id = batch.path("batch").asText();
    Set<String> before = ids(id);
    JsonNode again = started("--batch", id).json().view();
    assertThat(again.path("total").asInt()).isEqualTo(24);
    assertThat(ids(id)).isEqualTo(before).hasSize(24);
  }

  private static Set<String> ids(String batch) {
    return loans.runs(batch).stream()
        .map(run -> run.path("id").asText())
        .collect(Collectors.toSet());
  }

  @Test
  void an_accepted_application_is_booked_once_and_a_letter_goes_out() {
    JsonNode task = waiting();
    assertThat(task.path("brief").path("proposals")).hasSize(3);
    String run = task.path("run").asText();
    assertThat(loans.bookings()).doesNotContainKey(run);
    Ran decided = loans.decide(task.path("id").asText(), "accept", "--why", "income is certain");
    assertThat(decided.exit()).as(decided.err()).isZero();
    JsonNode output = ended(run).path("output");
    assertThat(output.path("decision").asText()).isEqualTo("accept");
    assertThat(output.path("letter").asText()).isNotEmpty();
    assertThat(loans.bookings()).containsEntry(run, 1L);
  }

  @Test
  void a_declined_application_is_not_booked_and_a_letter_says_why() {
    JsonNode task = waiting();
    String run = task.path("run").asText();
    Ran decided = loans.decide(task.path("id").asText(), "decline");
    assertThat(decided.exit()).as(decided.err()).isZero();
    JsonNode output = ended(run).path("output");
    assertThat(output.path("decision").asText()).isEqualTo("decline");
    assertThat(output.path("reasons")).isNotEmpty();
    assertThat(loans.bookings()).doesNotContainKey(run);
  }

  @Test
  void a_second_decision_is_refused_and_told_who_decided() {
    String task = waiting().path("id").asText();
    assertThat(loans.decide(task, "accept").exit()).isZero();
    Ran second = loans.decide(task, "decline");
    assertThat(second.exit()).isEqualTo(5);
    assertThat(second.err()).contains("ana");

    Ran ben = asBen(task, "decline");
    assertThat(ben.exit()).isEqualTo(5);
    assertThat(ben.err()).contains("ana");
  }

  private static Ran asBen(String task, String answer) {
    Map<String, String> ben =
        Map.of("FERMATA_CONFIG", loans.product().folder().resolve("ben").toString());
    if (loans.typedAs(ben, "whoami").exit() != 0) {
      var link = BENS_LINK.matcher(loans.product().said());
      assertThat(link.find()).isTrue();
      assertThat(loans.typedAs(ben, "login", "--link", link.group(1)).exit()).isZero();
    }
    assertThat(loans.typedAs(ben, "whoami", "-o", "json").json().text("name")).contains("ben");
    String digest = loans.asked("task", "show", task).path("digest").asText();
    assertThat(loans.typedAs(ben, "task", "evidence", task, "--missing").exit()).isZero();
    return loans.typedAs(
        ben, "task", "decide", task, answer, "--digest", digest, "--why", "as it should be");
  }

  @Test
  void a_large_loan_is_booked_when_two_underwriters_have_approved_it() {
    Set<String> demo = ids("demo");
    JsonNode task = waiting(run -> demo.contains(run), amount -> amount > LARGE);
    String run = task.path("run").asText();
    assertThat(loans.decide(task.path("id").asText(), "accept").exit()).isZero();

    String approval = approval(run).path("id").asText();
    assertThat(approved(approval).exit()).isZero();
    assertThat(approval(run).at("/approval/votes/0/by").asText()).isEqualTo("ana");
    Ran twice = approved(approval);
    assertThat(twice.exit()).as(twice.err()).isEqualTo(5);
    assertThat(loans.bookings()).doesNotContainKey(run);

    assertThat(asBen(approval, "approve").exit()).isZero();
    assertThat(ended(run).at("/output/decision").asText()).isEqualTo("accept");
    assertThat(loans.bookings()).containsEntry(run, 1L);
    JsonNode booked = loans.asked("run", "show", run).path("effects");
    assertThat(booked.toString()).contains("large-loans@1.0.0", "[\"ana\",\"ben\"]");
  }

  @Test
  void whoever_started_it_does_not_approve_a_large_loan() {
    Set<String> own = ids(batch.path("batch").asText());
    JsonNode task = waiting(run -> own.contains(run), amount -> amount > LARGE);
    String run = task.path("run").asText();
    assertThat(loans.decide(task.path("id").asText(), "accept").exit()).isZero();
    Ran refused = approved(approval(run).path("id").asText());
    assertThat(refused.exit()).isEqualTo(6);
    assertThat(refused.err()).contains("four eyes");
    assertThat(loans.bookings()).doesNotContainKey(run);
  }

  /** Of high risk, it is read first, and has a reason. */
  private static Ran approved(String task) {
    loans.fine("task", "evidence", task, "--missing");
    return loans.decide(task, "approve", "--why", "as it should be");
  }

  private static JsonNode approval(String run) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            loans.tasks("approve").stream().anyMatch(t -> t.path("run").asText().equals(run)));
    String id =
        loans.tasks("approve").stream()
            .filter(t -> t.path("run").asText().equals(run))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    return loans.asked("task", "show", id);
  }

  /** A task about a small loan that nobody has decided, whole. */
  private static JsonNode waiting() {
    return waiting(_ -> true, amount -> amount <= LARGE);
  }

  private static JsonNode waiting(Predicate<String> runs, IntPredicate amounts) {
    return loans.tasks("conflict").stream()
        .filter(task -> runs.test(task.path("run").asText()))
        .map(task -> loans.asked("task", "show", task.path("id").asText()))
        .filter(task -> amounts.test(task.at("/brief/show/credit_amount_dm").asInt()))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode ended(String run) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> loans.asked("run", "show", run).path("status").asText().equals("completed"));
    return loans.asked("run", "show", run);
  }
}
