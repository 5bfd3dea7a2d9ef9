package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.testkit.Campaign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  /** Figures that are counts, each of rows. */
  private static final List<String> COUNTS =
      List.of(
          ("works ok error denied withdrawn schema stood fell agreed dissented reviewed overridden"
                  + " reworked escalated good bad started completed faulted cancelled runsEscalated"
                  + " runsGood runsBad tasks decided timedOut tasksWithdrawn tasksEscalated turns"
                  + " wasted reviews overrode blind moved reviewsGood reviewsBad")
              .split(" "));

  /** Half of the width of a box of a spread. */
  private static final double BOX = 0.033;

  private static Loans loans;
  private static final LoanTruth TRUTH = new LoanTruth();

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
    Awaitility.await().atMost(PATIENCE).pollInterval(LOOK).until(() -> loans.quiet(name));
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
    for (JsonNode run : loans.runs(name)) TRUTH.read(loans, run.path("id").asText());
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

  private static JsonNode card(String what, String by, String... more) {
    List<String> command = new ArrayList<>(List.of("insights", what, "--by", by));
    command.addAll(List.of(more));
    return loans.asked(command.toArray(String[]::new)).path("items").path(0);
  }

  private static void spread(JsonNode found, List<Long> lengths) {
    assertThat(found.path("count").asInt()).isEqualTo(lengths.size());
    assertThat(found.path("sumMs").asLong())
        .isEqualTo(lengths.stream().mapToLong(Long::longValue).sum());
    for (double share : new double[] {0.5, 0.95}) {
      long right = LoanTruth.nearestRank(lengths, share);
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
  void what_agents_said_of_how_sure_they_were_is_compared_with_what_stood() {
    int told = 0;
    for (JsonNode card : loans.asked("insights", "quality", "--by", "agent").path("items")) {
      var right = TRUTH.sure.getOrDefault(card.path("agent").asText(), Map.of());
      JsonNode found = card.path("calibration");
      assertThat(found.path("bins").size()).isEqualTo(right.size());
      double apart = 0;
      int cases = 0;
      for (JsonNode bin : found.path("bins")) {
        List<double[]> of = right.get((int) Math.round(bin.path("from").asDouble() * 5));
        double said = of.stream().mapToDouble(each -> each[0]).average().orElseThrow();
        double stood = of.stream().mapToDouble(each -> each[1]).average().orElseThrow();
        assertThat(bin.path("cases").asInt()).isEqualTo(of.size());
        assertThat(bin.path("said").asDouble()).isCloseTo(said, within(0.0011));
        assertThat(bin.path("stoodShare").asDouble()).isCloseTo(stood, within(0.0006));
        apart += of.size() * Math.abs(said - stood);
        cases += of.size();
        String figure = bin.path("figure").asText();
        assertThat(
                loans
                    .asked(
                        "insights",
                        "runs",
                        "--agent",
                        card.path("agent").asText(),
                        "--figure",
                        figure,
                        "--limit",
                        "10000")
                    .path("items"))
            .as(figure)
            .hasSize(of.size());
        told++;
      }
      assertThat(found.path("cases").asInt()).isEqualTo(cases);
      if (found.has("error"))
        assertThat(found.path("error").asDouble()).isCloseTo(apart / cases, within(0.0011));
    }
    assertThat(told).isPositive();
  }

  @Test
  void a_brief_says_what_came_of_opinions_like_it() {
    String task = TRUTH.decidedTasks.getFirst();
    // What decided cases came to is read beside the work; it is there soon after it was asked for.
    JsonNode opinions =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> loans.asked("task", "show", task).at("/brief/opinions"), TRUTH::allReported);
    assertThat(opinions).isNotEmpty();
    for (JsonNode each : opinions) {
      JsonNode record = each.path("record");
      long[] right = TRUTH.records.get(each.path("agent").asText());
      assertThat(record.path("of").asLong()).isEqualTo(right[0]);
      assertThat(record.path("reported").asLong()).isEqualTo(right[2]);
      assertThat(record.has("stood")).isEqualTo(right[0] >= 30);
      assertThat(record.has("good")).isEqualTo(right[2] >= 30);
      if (right[0] >= 30) assertThat(record.path("stood").asLong()).isEqualTo(right[1]);
    }
    assertThat(loans.fine("task", "show", task).out()).contains("turned out ");
  }

  @Test
  void the_goals_of_the_workflow_stand_beside_the_truth() {
    JsonNode goals = card("quality", "workflow").path("goals");
    assertThat(goals.findValuesAsText("figure")).containsExactly("good", "turnaround.p95");
    JsonNode good = goals.path(0);
    int reported = TRUTH.good + TRUTH.bad;
    assertThat(good.path("says").asText()).isEqualTo("at least 70 % of runs turn out well");
    assertThat(good.path("cases").asInt()).isEqualTo(reported);
    assertThat(good.path("is").asDouble())
        .isCloseTo(TRUTH.good / (double) reported, within(0.0006));
    if (reported < 30) assertThat(good.has("met")).isFalse();
    else assertThat(good.path("met").asBoolean()).isEqualTo(TRUTH.good >= 0.7 * reported);
    assertThat(loans.fine("insights", "quality", "--by", "workflow").out())
        .contains("Goals of lending/loan-origination@1.0.0", good.path("truth").asText());
    assertThat(loans.fine("workflow", "explain", "loan-origination").out())
        .contains("The goal is that at least 70 % of runs turn out well.");
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
    for (String[] asked :
        new String[][] {
          {"quality", "agent"},
          {"quality", "step"},
          {"quality", "workflow"},
          {"cost", "tool"},
          {"reviewers", "team"},
          {"reviewers", "owner"},
          {"quality", "owner", "--since", "1h"}
        }) {
      List<String> more = List.of(asked).subList(2, asked.length);
      List<String> command =
          new ArrayList<>(List.of("insights", asked[0], "--by", asked[1], "-o", "json"));
      command.addAll(more);
      JsonNode cards = loans.fine(command.toArray(String[]::new)).json().view().path("items");
      assertThat(cards.size()).isPositive();
      for (JsonNode card : cards) opens(card, asked[1], more);
    }
    JsonNode good = loans.asked("insights", "runs", "--figure", "runsGood", "--limit", "10000");
    assertThat(good.path("items").size()).isEqualTo(TRUTH.good);
  }

  private static void opens(JsonNode card, String by, List<String> more) {
    for (String figure : COUNTS) {
      if (!card.has(figure)) continue;
      List<String> command = new ArrayList<>(List.of("insights", "runs", "--figure", figure));
      command.addAll(List.of("--" + by, card.path("name").asText(), "--limit", "10000"));
      command.addAll(more);
      int behind = loans.asked(command.toArray(String[]::new)).path("items").size();
      assertThat(behind).as("%s of %s", figure, card).isEqualTo(card.path(figure).asInt());
    }
  }

  @Test
  void a_question_across_counts_runs_and_words_of_people_too() {
    JsonNode work = card("quality", "workflow", "--agent", "credit-scorer");
    assertThat(work.path("works").asLong())
        .isEqualTo(TRUTH.agents.get("credit-scorer").get("works"));
    assertThat(work.path("started").asInt()).isEqualTo(TRUTH.started);
    assertThat(work.path("runsGood").asInt()).isEqualTo(TRUTH.good);
    JsonNode words = card("reviewers", "team", "--workflow", "lending/loan-origination");
    assertThat(words.path("reviews").asInt()).isEqualTo(TRUTH.decided).isPositive();
    assertThat(words.path("overrode").asInt()).isEqualTo(TRUTH.overrode);
    var refused = loans.typed("insights", "quality", "--agent", "credit-scorer", "--by", "team");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("work is done by an agent, by a tool or by people");
    assertThat(loans.typed("insights", "reviewers", "--agent", "credit-scorer").err())
        .contains("reviewers are people");
  }

  @Test
  void an_attribute_that_nobody_may_see_stays_in_the_file_of_who_asks() throws IOException {
    List<String> rows = new ArrayList<>(List.of("application_id,kind_of_person"));
    Map<String, Integer> booked = new TreeMap<>();
    Set<String> book = loans.bookings().keySet();
    int number = 0;
    for (JsonNode run : loans.asked("run", "list", "--all", "--limit", "1000").path("items")) {
      String group = number++ % 2 == 0 ? "zebra-ant" : "zebra-bee";
      rows.add(run.path("subject").asText() + "," + group);
      booked.merge(group, book.contains(run.path("id").asText()) ? 1 : 0, Integer::sum);
    }
    Path file = loans.product().folder().resolve("groups.csv");
    Files.write(file, rows);
    JsonNode told =
        loans.asked(
            "insights",
            "groups",
            file.toString(),
            "--group",
            "kind_of_person",
            "--workflow",
            "lending/loan-origination",
            "--subject-column",
            "application_id",
            "--approved",
            "book");
    Map<String, Integer> found = new TreeMap<>();
    for (JsonNode item : told.path("items"))
      found.put(item.path("value").asText(), item.at("/approved/count").asInt());
    assertThat(found).isEqualTo(booked).hasSize(2);
    try (Stream<Path> files = Files.walk(loans.product().data())) {
      for (Path each : files.filter(Files::isRegularFile).toList())
        assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
            .as(each.toString())
            .doesNotContain("zebra-ant", "zebra-bee", "kind_of_person");
    }
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
    assertThat(preview.at("/took/p50Ms").asLong())
        .isEqualTo(LoanTruth.nearestRank(TRUTH.runMs, 0.5));
    assertThat(preview.at("/took/p95Ms").asLong())
        .isEqualTo(LoanTruth.nearestRank(TRUTH.runMs, 0.95));
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
