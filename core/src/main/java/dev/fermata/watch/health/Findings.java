package dev.fermata.watch.health;

import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes wrong now, and what is to be told of it: once when it begins, once when it ends. */
final class Findings {
  /** How many can be open; the one that was seen longest ago is forgotten then. */
  private static final int OPEN = 1_000;

  /** How many alerts are kept for whoever has not been told yet. */
  private static final int ALERTS = 1_000;

  private static final int DIGITS = 15;

  private final Shelf<HealthFinding> open =
      new Shelf<>("finding/", OPEN, (_, tree) -> HealthFinding.of(tree), HealthFinding::tree);
  private final Shelf<Alert> alerts =
      new Shelf<>("alert/", ALERTS, (_, tree) -> Alert.of(tree), Alert::tree);
  private long last;

  void load(String key, Json kept) {
    open.load(key, kept);
    alerts.load(key, kept);
    if (key.startsWith("alert/")) {
      last = Math.max(last, Long.parseLong(key.substring("alert/".length())));
    }
  }

  void changes(Map<String, Optional<Json>> into) {
    open.changes(into);
    alerts.changes(into);
  }

  Optional<HealthFinding> find(String id) {
    return open.find(id);
  }

  /** Begins it; one that is open already is told anew without an alert. */
  void begin(HealthFinding finding, Instant at) {
    boolean known = open.find(finding.id()).isPresent();
    open.put(finding.id(), finding);
    if (!known) {
      tell(true, finding, at);
    }
  }

  /** It is seen in one more run. */
  void seen(String id, RunId run, String now, Sure surer) {
    open.find(id).ifPresent(f -> open.put(id, f.in(run, now, surer)));
  }

  /** It is no longer seen in that run, but in others. */
  void without(String id, RunId run) {
    open.find(id).ifPresent(f -> open.put(id, f.without(run)));
  }

  void end(String id, Instant at) {
    open.find(id)
        .ifPresent(finding -> {
          open.drop(id);
          tell(false, finding, at);
        });
  }

  private void tell(boolean began, HealthFinding finding, Instant at) {
    last++;
    String number = Long.toString(last);
    alerts.put("0".repeat(DIGITS - number.length()) + number, new Alert(last, began, finding, at));
  }

  List<HealthFinding> all() {
    return open.all().stream()
        .map(Map.Entry::getValue)
        .sorted(
            Comparator.comparing((HealthFinding f) -> !f.kind().high())
                .thenComparing(f -> f.since().orElse(Instant.EPOCH), Comparator.reverseOrder())
                .thenComparing(HealthFinding::id))
        .toList();
  }

  List<HealthFinding> of(Kind kind) {
    return all().stream().filter(f -> f.kind() == kind).toList();
  }

  /** The alerts after that number, the earliest first. */
  List<Alert> after(long number, int limit) {
    return alerts.all().stream()
        .map(Map.Entry::getValue)
        .filter(alert -> alert.number() > number)
        .sorted(Comparator.comparingLong(Alert::number))
        .limit(limit)
        .toList();
  }

  long last() {
    return last;
  }
}
