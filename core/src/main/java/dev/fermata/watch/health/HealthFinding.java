package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that goes wrong. It holds nothing of what was sent or came back.
 *
 * @param id the same for the same thing as long as it lasts
 * @param what in one sentence
 * @param since when it began; absent for how things are set up
 * @param runs some of the runs in which it is seen, the latest first
 * @param mend a command that shows or mends it
 */
public record HealthFinding(
    String id,
    Kind kind,
    About about,
    String what,
    Optional<Instant> since,
    Sure sure,
    List<RunId> runs,
    String mend) {
  /** How many runs a finding names. */
  public static final int RUNS = 20;

  public HealthFinding {
    runs = runs.stream().distinct().limit(RUNS).toList();
  }

  /** What can go wrong. */
  public enum Kind {
    LOOP("loop", true),
    PING_PONG("ping-pong", true),
    GROWING_PLAN("growing-plan", true),
    STUCK("stuck", true),
    SILENT("silent", false),
    SCHEMA_FAILURES("schema-failures", true),
    UNGROUNDED("ungrounded-quotes", true),
    DRIFT("drift", true),
    CONTENTION("contention", true),
    OVERLAP("overlap", false),
    BLOCKED("blocked", true),
    NO_FALLBACK("no-fallback", false),
    ONE_VENDOR("one-vendor", false),
    UNREADABLE("unreadable", true);

    private final String word;
    private final boolean high;

    Kind(String word, boolean high) {
      this.word = word;
      this.high = high;
    }

    public String word() {
      return word;
    }

    /** Whether somebody should look now. */
    public boolean high() {
      return high;
    }

    /** Whether it is how things are set up, and not something that happens. */
    public boolean standing() {
      return this == NO_FALLBACK || this == ONE_VENDOR || this == UNREADABLE;
    }

    static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("'" + word + "' is no kind of finding");
    }
  }

  /**
   * What it is about.
   *
   * @param kind {@code agent}, {@code tool}, {@code model}, {@code address}, {@code workflow} or
   *     {@code house}
   */
  public record About(String kind, String name) {}

  /**
   * How sure it is.
   *
   * @param measure {@code evidence} (so many cases pass on average before chance brings as much),
   *     {@code count}, {@code times} (so many times its own usual time) or {@code fact}
   */
  public record Sure(String measure, double value, String says) {
    static final Sure FACT = new Sure("fact", 1, "it is so");
  }

  /** With a run at the head of those in which it is seen. */
  HealthFinding in(RunId run, String now, Sure surer) {
    List<RunId> all = new ArrayList<>(List.of(run));
    all.addAll(runs);
    return new HealthFinding(id, kind, about, now, since, surer, all, mend);
  }

  HealthFinding without(RunId run) {
    List<RunId> left = runs.stream().filter(each -> !each.equals(run)).toList();
    return new HealthFinding(id, kind, about, what, since, sure, left, mend);
  }

  /** As programs read it. */
  public ObjectNode tree() {
    ObjectNode tree = Json.object().put("id", id).put("kind", kind.word());
    tree.put("weight", kind.high() ? "high" : "medium");
    tree.putObject("about").put("kind", about.kind()).put("name", about.name());
    tree.put("what", what);
    since.ifPresent(at -> tree.put("since", at.toString()));
    tree.putObject("sure")
        .put("measure", sure.measure())
        .put("value", sure.value())
        .put("says", sure.says());
    ArrayNode list = tree.putArray("runs");
    runs.forEach(run -> list.add(run.value()));
    return tree.put("mend", mend);
  }

  /** What {@link #tree} wrote. */
  static HealthFinding of(JsonNode tree) {
    List<RunId> runs = new ArrayList<>();
    tree.path("runs").forEach(each -> runs.add(new RunId(each.asText())));
    JsonNode about = tree.path("about");
    JsonNode sure = tree.path("sure");
    return new HealthFinding(
        tree.path("id").asText(),
        Kind.of(tree.path("kind").asText()),
        new About(about.path("kind").asText(), about.path("name").asText()),
        tree.path("what").asText(),
        tree.has("since")
            ? Optional.of(Instant.parse(tree.path("since").asText()))
            : Optional.empty(),
        new Sure(
            sure.path("measure").asText(),
            sure.path("value").asDouble(),
            sure.path("says").asText()),
        runs,
        tree.path("mend").asText());
  }
}
