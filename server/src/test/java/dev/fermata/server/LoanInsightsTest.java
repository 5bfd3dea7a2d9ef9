package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Loans are judged, people decide, what came of them is reported; then the scorecards are compared
 * with a calculation of this test's own, made of the file of applications and what {@code run
 * events} tells. With every change of the example's 24 applications, in long tests of 700 real
 * ones.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LoanInsightsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Every so many a person decides against most of the agents. */
  private static final int CONTRARY = 5;

  /** Half of the width of a box of a spread. */
  private static final double BOX = 0.033;

  private static Loans loans;
  private static final Truth TRUTH = new Truth();

  @BeforeAll
  static void work() {
    loans = Loans.start(0);
    Path file = applications();
    JsonNode batch =
        loans
            .fine(
                "run",
                "start",
                "loan-origination",
                "--each",
                file.toString(),
                "--wait",
                "-o",
                "json")
            .json()
            .view();
    decide();
    String name = batch.path("batch").asText();
    Awaitility.await().atMost(PATIENCE).pollInterval(LOOK).until(() -> quiet(name));
    loans.typed(
        "outcome",
        "report",
        file.toString(),
        "--subject-column",
        "application_id",
        "--good",
        "good",
        "--bad",
        "bad",
        "--batch",
        name);
    for (JsonNode run : loans.runs(name)) TRUTH.read(run.path("id").asText());
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> card("quality", "workflow").path("runsGood").asInt() == TRUTH.good);
  }

  @AfterAll
  static void stop() {
    loans.close();
  }

  /** The real ones in long tests, where they are; else those of the example with made outcomes. */
  private static Path applications() {
    Path beside = Checkout.root().resolveSibling("shared").resolve("data");
    Path folder = Path.of(System.getProperty("fermata.data", beside.toString()));
    Path real = folder.resolve("loan-applications-700.csv");
    if (Campaign.isLong() && Files.exists(real)) return real;
    try {
      List<String> lines = Files.readAllLines(Checkout.example("loans/applications.csv"));
      List<String> with = new ArrayList<>(List.of(lines.getFirst() + ",outcome"));
      for (int i = 1; i < lines.size(); i++)
        with.add(lines.get(i) + (i % 3 == 0 ? ",bad" : ",good"));
      return Files.write(loans.product().folder().resolve("applications.csv"), with);
    } catch (IOException e) {
      throw new AssertionError("no applications", e);
    }
  }

  /** As most agents say; now and then the other way. */
  private static void decide() {
    int number = 0;
    for (JsonNode task : loans.tasks("conflict")) {
      String id = task.path("id").asText();
      loans.typed("task", "evidence", id, "--missing");
      int accept = 0;
      for (JsonNode each : loans.asked("task", "show", id).at("/brief/proposals"))
        accept += each.at("/output/recommendation").asText().equals("accept") ? 1 : 0;
      boolean yes = accept >= 2 != (++number % CONTRARY == 0);
      var ran = loans.decide(id, yes ? "accept" : "decline", "--why", "the case speaks for it");
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
    assertThat(number).isPositive();
  }

  private static boolean quiet(String batch) {
    Set<String> still = Set.of("completed", "waiting", "faulted");
    return loans.runs(batch).stream().allMatch(r -> still.contains(r.path("status").asText()))
        && loans.tasks("conflict").isEmpty();
  }

  private static JsonNode card(String what, String by, String... more) {
    List<String> command = new ArrayList<>(List.of("insights", what, "--by", by));
    command.addAll(List.of(more));
    return loans.asked(command.toArray(String[]::new)).path("items").path(0);
  }

  /** What the events say, added up without any of the product's own adding up. */
  private static final class Truth {
    private final Map<String, Map<String, Long>> agents = new TreeMap<>();
    private final Map<String, List<Long>> workMs = new HashMap<>();
    private final List<Long> runMs = new ArrayList<>();
    private final List<Long> dwellMs = new ArrayList<>();
    private int started;
    private int completed;
    private int good;
    private int bad;
    private int decided;
    private int overrode;
    private int reviewsGood;
    private int reviewsBad;

    void read(String run) {
      var one = new OneRun();
      for (String line : loans.fine("run", "events", run, "-o", "jsonl").out().lines().toList()) {
        JsonNode entry = Json.parse(line).view();
        Instant at = Instant.parse(entry.path("at").asText());
        entry.path("facts").forEach(fact -> one.take(fact, at));
      }
      add(one);
    }

    private void add(OneRun run) {
      started++;
      if (run.ended.isPresent()) {
        completed++;
        runMs.add(Duration.between(run.began, run.ended.get()).toMillis());
      }
      good += run.good.equals(Optional.of(true)) ? 1 : 0;
      bad += run.good.equals(Optional.of(false)) ? 1 : 0;
      if (run.answer.isPresent()) {
        decided++;
        long against = run.said.values().stream().filter(w -> !run.holds(w)).count();
        overrode += against >= 2 ? 1 : 0;
        reviewsGood += run.good.equals(Optional.of(true)) ? 1 : 0;
        reviewsBad += run.good.equals(Optional.of(false)) ? 1 : 0;
        run.looked.ifPresent(at -> dwellMs.add(Duration.between(at, run.answered).toMillis()));
      }
      run.doers.forEach((key, agent) -> add(run, key, agent));
    }

    private void add(OneRun run, String key, String agent) {
      if (!run.settled.containsKey(key)) return;
      count(agent, "works", true);
      workMs
          .computeIfAbsent(agent, _ -> new ArrayList<>())
          .add(Duration.between(run.intended.get(key), run.settled.get(key)).toMillis());
      boolean opinion = run.said.containsKey(key) && run.resolved.isPresent();
      boolean holds = opinion && run.holds(run.said.get(key));
      boolean dissent = opinion && !holds;
      count(agent, "agreed", holds);
      count(agent, "dissented", dissent);
      count(agent, "reviewed", opinion && run.answer.isPresent());
      count(agent, "overridden", dissent && run.answer.isPresent());
      boolean fell = dissent || run.good.equals(Optional.of(false));
      count(agent, "fell", fell);
      boolean upheld = holds && run.answer.isPresent() || run.good.equals(Optional.of(true));
      count(agent, "stood", !fell && upheld);
      count(agent, "good", run.good.equals(Optional.of(true)));
      count(agent, "bad", run.good.equals(Optional.of(false)));
    }

    private void count(String agent, String figure, boolean is) {
      agents.computeIfAbsent(agent, _ -> new TreeMap<>()).merge(figure, is ? 1L : 0L, Long::sum);
    }
  }

  /** One run, as its events tell it. */
  private static final class OneRun {
    private final Map<String, String> doers = new HashMap<>();
    private final Map<String, Instant> intended = new HashMap<>();
    private final Map<String, Instant> settled = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private Instant began = Instant.EPOCH;
    private Instant answered = Instant.EPOCH;
    private Optional<Instant> looked = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private Optional<String> answer = Optional.empty();
    private Optional<String> resolved = Optional.empty();
    private Optional<Boolean> good = Optional.empty();

    boolean holds(String word) {
      return resolved.equals(Optional.of(word));
    }

    void take(JsonNode fact, Instant at) {
      String key = fact.path("key").asText();
      switch (fact.path("type").asText()) {
        case "Started" -> began = at;
        case "EffectIntended" -> {
          JsonNode agent = fact.at("/call/target/Agent/name");
          if (!agent.isMissingNode()) doers.put(key, agent.asText());
          intended.put(key, at);
        }
        case "EffectSettled" -> {
          settled.put(key, at);
          JsonNode word = fact.at("/reply/Answered/output/recommendation");
          if (!word.isMissingNode()) said.put(key, word.asText());
        }
        case "TaskLookedAt" -> looked = looked.or(() -> Optional.of(at));
        case "TaskDecided" -> {
          answer = Optional.of(fact.at("/decision/answer").asText());
          answered = Instant.parse(fact.at("/decision/at").asText());
        }
        case "PanelResolved" -> resolved = Optional.of(fact.at("/output/recommendation").asText());
        case "Ended" -> ended = Optional.of(at);
        case "OutcomeReported" -> good = Optional.of(fact.path("good").asBoolean());
        default -> {}
      }
    }
  }

  private static long nearestRank(List<Long> lengths, double share) {
    List<Long> sorted = new ArrayList<>(lengths);
    Collections.sort(sorted);
    return sorted.get((int) Math.max(1, Math.ceil(share * sorted.size())) - 1);
  }

  private static void spread(JsonNode found, List<Long> lengths) {
    assertThat(found.path("count").asInt()).isEqualTo(lengths.size());
    assertThat(found.path("sumMs").asLong())
        .isEqualTo(lengths.stream().mapToLong(Long::longValue).sum());
    for (double share : new double[] {0.5, 0.95}) {
      long right = nearestRank(lengths, share);
      double most = Math.max(1, right * BOX);
      assertThat((double) found.path(share < 0.9 ? "p50Ms" : "p95Ms").asLong())
          .isCloseTo(right, within(most));
    }
  }

  @Test
  void cards_of_agents_are_what_the_events_add_up_to() {
    Map<String, Map<String, Long>> found = new TreeMap<>();
    for (JsonNode card : loans.asked("insights", "quality", "--by", "agent").path("items")) {
      String agent = card.path("agent").asText();
      Map<String, Long> figures = new TreeMap<>();
      TRUTH.agents.get(agent).keySet().forEach(f -> figures.put(f, card.path(f).asLong(-1)));
      found.put(agent, figures);
      assertThat(card.path("error").asInt()).isZero();
    }
    assertThat(found).isEqualTo(TRUTH.agents);
    for (JsonNode card : loans.asked("insights", "time", "--by", "agent").path("items"))
      spread(card.path("work"), TRUTH.workMs.get(card.path("name").asText().replaceAll("@.*", "")));
  }

  @Test
  void the_card_of_the_workflow_is_what_the_events_add_up_to() {
    JsonNode card = card("quality", "workflow");
    assertThat(card.path("started").asInt()).isEqualTo(TRUTH.started);
    assertThat(card.path("completed").asInt()).isEqualTo(TRUTH.completed).isPositive();
    assertThat(card.path("runsGood").asInt()).isEqualTo(TRUTH.good).isPositive();
    assertThat(card.path("runsBad").asInt()).isEqualTo(TRUTH.bad).isPositive();
    spread(card("time", "workflow").path("run"), TRUTH.runMs);
  }

  @Test
  void the_card_of_the_team_is_what_the_events_add_up_to() {
    JsonNode card = card("reviewers", "team", "--team", "underwriters");
    assertThat(card.path("reviews").asInt()).isEqualTo(TRUTH.decided).isPositive();
    assertThat(card.path("overrode").asInt()).isEqualTo(TRUTH.overrode).isPositive();
    assertThat(card.path("reviewsGood").asInt()).isEqualTo(TRUTH.reviewsGood);
    assertThat(card.path("reviewsBad").asInt()).isEqualTo(TRUTH.reviewsBad);
    if (TRUTH.dwellMs.isEmpty()) assertThat(card.has("dwell")).isFalse();
    else spread(card.path("dwell"), TRUTH.dwellMs);
  }

  @Test
  void a_figure_opens_the_runs_behind_it() {
    JsonNode card = card("quality", "agent", "--agent", "credit-scorer");
    for (String figure : List.of("works", "stood", "fell", "overridden", "agreed", "good")) {
      JsonNode behind =
          loans
              .asked(
                  "insights",
                  "runs",
                  "--agent",
                  "credit-scorer",
                  "--figure",
                  figure,
                  "--limit",
                  "1000")
              .path("items");
      assertThat(behind.size()).as(figure).isEqualTo(card.path(figure).asInt());
    }
    JsonNode good = loans.asked("insights", "runs", "--figure", "runsGood", "--limit", "1000");
    assertThat(good.path("items").size()).isEqualTo(TRUTH.good);
  }

  @Test
  void what_single_persons_did_is_not_for_everybody() {
    for (String[] asked :
        new String[][] {
          {"insights", "reviewers", "--by", "person"}, {"insights", "quality", "--person", "ben"}
        }) assertThat(loans.typed(asked).exit()).isEqualTo(6);
    // But one's own.
    assertThat(loans.typed("insights", "quality", "--person", "ana").exit()).isZero();
    JsonNode behind = loans.asked("insights", "runs", "--figure", "reviews").path("items");
    assertThat(behind.size()).isPositive();
    assertThat(behind.toString()).doesNotContain("\"person\"");
  }

  @Test
  void a_preview_tells_what_completed_runs_were_like_and_whom_they_asked() {
    JsonNode preview = loans.asked("workflow", "preview", "loan-origination");
    assertThat(preview.path("runs").asInt()).isEqualTo(TRUTH.completed);
    assertThat(preview.at("/took/p50Ms").asLong()).isEqualTo(nearestRank(TRUTH.runMs, 0.5));
    assertThat(preview.at("/took/p95Ms").asLong()).isEqualTo(nearestRank(TRUTH.runMs, 0.95));
    assertThat(preview.at("/people/0/team").asText()).isEqualTo("underwriters");
    JsonNode unknown = loans.asked("workflow", "preview", "loan-origination-unkeyed");
    assertThat(unknown.path("known").asBoolean()).isFalse();
    assertThat(unknown.path("says").asText()).contains("no run of it has been completed");
  }

  @Test
  void the_map_shows_who_did_what_and_what_followed() {
    String picture =
        loans.fine("insights", "time", "--workflow", "lending/loan-origination", "--svg").out();
    assertThat(picture)
        .startsWith("<svg ")
        .contains("credit-scorer", "underwriters", "core-banking.book_loan");
  }
}
