package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Target;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.drift.Bins;
import dev.fermata.watch.drift.Change;
import dev.fermata.watch.drift.Detector;
import dev.fermata.watch.drift.Figure;
import dev.fermata.watch.health.HealthFinding.About;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of one that is called, in the version that is registered: how its figures are
 * spread, and the latest runs that it worked in. Another version is another one.
 */
final class Callee {
  /** How much must be known before anything is said of times. */
  static final int KNOWN = 20;

  /** How many of the latest answers are looked at for answers that cannot be used. */
  static final int WINDOW = 20;

  private static final int RUNS = HealthFinding.RUNS;

  private final About about;
  private final String version;
  private final Map<Figure, Detector> figures = new EnumMap<>(Figure.class);
  private final Bins times;
  private final Bins gaps;
  private final Deque<RunId> runs = new ArrayDeque<>();
  private final Marks misfits = new Marks();
  private final Marks quotes = new Marks();
  private Optional<Instant> lastCall = Optional.empty();

  /** The latest marks, of which some are bad. */
  static final class Marks {
    private final Deque<Boolean> latest = new ArrayDeque<>();

    void mark(boolean bad) {
      latest.add(bad);
      if (latest.size() > WINDOW) {
        latest.removeFirst();
      }
    }

    int bad() {
      return (int) latest.stream().filter(each -> each).count();
    }

    int all() {
      return latest.size();
    }

    private String kept() {
      var text = new StringBuilder();
      latest.forEach(each -> text.append(each ? '1' : '0'));
      return text.toString();
    }

    private void load(String kept) {
      kept.chars().forEach(each -> latest.add(each == '1'));
    }
  }

  Callee(About about, String version) {
    this(about, version, new Bins(), new Bins());
  }

  private Callee(About about, String version, Bins times, Bins gaps) {
    this.about = about;
    this.version = version;
    this.times = times;
    this.gaps = gaps;
  }

  static Callee of(String name, JsonNode kept) {
    var callee =
        new Callee(
            new About(kept.path("kind").asText(), name),
            kept.path("version").asText(),
            Bins.of(kept.path("times")),
            Bins.of(kept.path("gaps")));
    kept.path("runs").forEach(each -> callee.runs.add(new RunId(each.asText())));
    callee.misfits.load(kept.path("misfits").asText());
    callee.quotes.load(kept.path("quotes").asText());
    if (kept.has("lastCall")) {
      callee.lastCall = Optional.of(Instant.ofEpochMilli(kept.path("lastCall").asLong()));
    }
    for (Figure figure : Figure.values()) {
      JsonNode state = kept.path("figures").path(figure.word());
      if (state.isObject()) {
        callee.figures.put(figure, Detector.of(figure, callee.seed(figure), state));
      }
    }
    return callee;
  }

  ObjectNode kept() {
    ObjectNode tree = Json.object().put("kind", about.kind()).put("version", version);
    tree.set("times", times.kept());
    tree.set("gaps", gaps.kept());
    ArrayNode list = tree.putArray("runs");
    runs.forEach(run -> list.add(run.value()));
    tree.put("misfits", misfits.kept()).put("quotes", quotes.kept());
    lastCall.ifPresent(at -> tree.put("lastCall", at.toEpochMilli()));
    ObjectNode states = tree.putObject("figures");
    figures.forEach((figure, detector) -> states.set(figure.word(), detector.kept()));
    return tree;
  }

  static About about(Target target) {
    return switch (target) {
      case Target.Agent t -> new About("agent", t.display());
      case Target.Tool t -> new About("tool", t.display());
      case Target.Model t -> new About("model", t.display());
      case Target.Http t -> new About("address", t.display());
      case Target.Workflow t -> new About("workflow", t.id().namespace() + "/" + t.id().name());
    };
  }

  /** What changes with what is registered. */
  static String version(Target target) {
    return switch (target) {
      case Target.Agent t -> t.fingerprint().value();
      case Target.Tool t -> t.fingerprint().value();
      case Target.Model t -> t.fingerprint().value();
      case Target.Http _ -> "";
      case Target.Workflow t -> t.definition().value();
    };
  }

  private long seed(Figure figure) {
    return about.name().hashCode() * 31L + figure.ordinal();
  }

  About about() {
    return about;
  }

  boolean is(String other) {
    return version.equals(other);
  }

  List<RunId> runs() {
    return runs.stream().toList().reversed();
  }

  Marks misfits() {
    return misfits;
  }

  Marks quotes() {
    return quotes;
  }

  /** It is called. */
  void called(Instant at) {
    lastCall
        .filter(before -> at.isAfter(before))
        .ifPresent(before -> gaps.add(Duration.between(before, at).toMillis()));
    lastCall = Optional.of(at);
  }

  /** It has answered. */
  void took(Duration time) {
    times.add(Math.max(1, time.toMillis()));
  }

  void worked(RunId run) {
    runs.remove(run);
    runs.add(run);
    if (runs.size() > RUNS) {
      runs.removeFirst();
    }
  }

  Optional<Change> take(Figure figure, double value, Instant at) {
    return figures.computeIfAbsent(figure, f -> new Detector(f, seed(f))).take(value, at);
  }

  /** The time within which it nearly always answers; empty while too little is known. */
  Optional<Duration> usually() {
    return times.total() < KNOWN
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) times.quantile(0.95)));
  }

  /** The time within which it is nearly always called again; empty while too little is known. */
  Optional<Duration> calledWithin() {
    return gaps.total() < KNOWN
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) gaps.quantile(0.99)));
  }

  Optional<Instant> lastCall() {
    return lastCall;
  }
}
