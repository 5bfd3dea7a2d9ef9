package dev.fermata.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the events of loan runs say, added up without any of the product's own adding up. Used by
 * one thread.
 */
final class LoanTruth {
  final Map<String, Map<String, Long>> agents = new TreeMap<>();
  final Map<String, Map<Integer, List<double[]>>> sure = new TreeMap<>();

  /** By agent: opinions that people decided about, that stood, and of those with a known end. */
  final Map<String, long[]> records = new TreeMap<>();

  final Map<String, List<Long>> workMs = new HashMap<>();
  final List<String> decidedTasks = new ArrayList<>();
  final List<Long> runMs = new ArrayList<>();
  final List<Long> dwellMs = new ArrayList<>();
  int started;
  int completed;
  int good;
  int bad;
  int decided;
  int overrode;
  int reviewsGood;
  int reviewsBad;

  void read(Loans loans, String run) {
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
      decidedTasks.add(run.task);
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
    if (opinion && run.answer.isPresent()) {
      long[] known = records.computeIfAbsent(agent, _ -> new long[3]);
      known[0]++;
      known[1] += holds ? 1 : 0;
      known[2] += holds && run.good.isPresent() ? 1 : 0;
    }
    count(agent, "reviewed", opinion && run.answer.isPresent());
    count(agent, "overridden", dissent && run.answer.isPresent());
    boolean fell = dissent || run.good.equals(Optional.of(false));
    count(agent, "fell", fell);
    boolean upheld = holds && run.answer.isPresent() || run.good.equals(Optional.of(true));
    count(agent, "stood", !fell && upheld);
    if (run.sure.containsKey(key) && (fell || upheld)) {
      int bin = Math.min(4, (int) Math.floor(run.sure.get(key) * 5 + 1e-9));
      sure.computeIfAbsent(agent, _ -> new TreeMap<>())
          .computeIfAbsent(bin, _ -> new ArrayList<>())
          .add(new double[] {run.sure.get(key), fell ? 0 : 1});
    }
    count(agent, "good", run.good.equals(Optional.of(true)));
    count(agent, "bad", run.good.equals(Optional.of(false)));
  }

  private void count(String agent, String figure, boolean is) {
    agents.computeIfAbsent(agent, _ -> new TreeMap<>()).merge(figure, is ? 1L : 0L, Long::sum);
  }

  /** One run, as its events tell it. */
  private static final class OneRun {
    private final Map<String, String> doers = new HashMap<>();
    private final Map<String, Instant> intended = new HashMap<>();
    private final Map<String, Instant> settled = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private final Map<String, Double> sure = new HashMap<>();
    private Instant began = Instant.EPOCH;
    private String task = "";
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
          JsonNode confidence = fact.at("/reply/Answered/output/confidence");
          if (confidence.isNumber()) sure.put(key, confidence.asDouble());
        }
        case "TaskLookedAt" -> looked = looked.or(() -> Optional.of(at));
        case "TaskDecided" -> {
          task = fact.path("task").asText();
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

  boolean allReported(JsonNode opinions) {
    for (JsonNode each : opinions) {
      long reported = records.get(each.path("agent").asText())[2];
      if (each.at("/record/reported").asLong() < reported) return false;
    }
    return true;
  }

  static long nearestRank(List<Long> lengths, double share) {
    List<Long> sorted = new ArrayList<>(lengths);
    Collections.sort(sorted);
    return sorted.get((int) Math.max(1, Math.ceil(share * sorted.size())) - 1);
  }
}
