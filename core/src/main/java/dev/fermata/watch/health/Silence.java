package dev.fermata.watch.health;

import dev.fermata.value.RunId;
import dev.fermata.watch.health.HealthFinding.About;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import dev.fermata.watch.health.LiveRun.Under;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who does not answer, is not called any more, or is held up: what only time shows. */
final class Silence {
  /** So many times its own p95 without an answer is stuck, but never less than a minute. */
  static final int STUCK_TIMES = 5;

  /** So many times its own p99 between calls without a call is silent, but never under an hour. */
  static final int SILENT_TIMES = 5;

  static final Duration STUCK_LEAST = Duration.ofMinutes(1);
  static final Duration SILENT_LEAST = Duration.ofHours(1);

  /** Whoever waits so long for another run about the same subject is held up. */
  static final Duration BLOCKED = Duration.ofHours(1);

  /** Who was not called for so long is out of use, which is no news. */
  static final Duration FORGOTTEN = Duration.ofDays(30);

  private final Findings findings;
  private final Callees callees;
  private final Map<String, HealthFinding> seen = new TreeMap<>();

  Silence(Findings findings, Callees callees) {
    this.findings = findings;
    this.callees = callees;
  }

  void look(List<Map.Entry<String, LiveRun>> runs, Instant now) {
    for (Map.Entry<String, LiveRun> each : runs) {
      var run = new RunId(each.getKey());
      for (Under under : each.getValue().underWay().values()) {
        if (!under.held()) {
          callees.find(under.to()).ifPresent(callee -> stuck(callee, under, run, now));
        } else if (under.to().equals("SUBJECT") && under.since().plus(BLOCKED).isBefore(now)) {
          blocked(each.getValue().workflow(), under, run, now);
        }
      }
    }
    callees.all().forEach(callee -> silent(callee, now));
    seen.values()
        .forEach(finding -> {
          Optional<HealthFinding> open = findings.find(finding.id());
          if (open.isEmpty() || !open.get().equals(finding)) {
            findings.begin(finding, now);
          }
        });
    for (Kind kind : List.of(Kind.STUCK, Kind.SILENT, Kind.BLOCKED)) {
      findings.of(kind).stream()
          .filter(each -> !seen.containsKey(each.id()))
          .forEach(each -> findings.end(each.id(), now));
    }
  }

  private static Duration most(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void stuck(Callee callee, Under under, RunId run, Instant now) {
    Optional<Duration> usual = callee.usually();
    Duration since = Duration.between(under.since(), now);
    if (usual.isEmpty()
        || since.compareTo(most(usual.get().multipliedBy(STUCK_TIMES), STUCK_LEAST)) <= 0) {
      return;
    }
    String what =
        "%s has not answered since %s; of its answers 95 %% came within %s"
            .formatted(callee.about().name(), at(under.since()), words(usual.get()));
    add(Kind.STUCK, callee.about(), what, under.since(), times(since, usual.get()), run);
  }

  private void silent(Callee callee, Instant now) {
    Optional<Duration> usual = callee.calledWithin();
    Optional<Instant> last = callee.lastCall();
    if (usual.isEmpty() || last.isEmpty()) {
      return;
    }
    Duration since = Duration.between(last.get(), now);
    Duration limit = most(usual.get().multipliedBy(SILENT_TIMES), SILENT_LEAST);
    if (since.compareTo(limit) > 0 && since.compareTo(most(limit, FORGOTTEN)) <= 0) {
      String what =
          "%s has not been called since %s; 99 %% of its calls came within %s of the one before"
              .formatted(callee.about().name(), at(last.get()), words(usual.get()));
      List<RunId> runs = callee.runs();
      Sure sure = times(since, usual.get());
      if (runs.isEmpty()) {
        return;
      }
      runs.reversed().forEach(run -> add(Kind.SILENT, callee.about(), what, last.get(), sure, run));
    }
  }

  private void blocked(String workflow, Under under, RunId run, Instant now) {
    String what =
        "runs of "
            + workflow
            + " wait since "
            + at(under.since())
            + " for another run about the same subject";
    Sure sure = times(Duration.between(under.since(), now), BLOCKED);
    add(Kind.BLOCKED, new About("workflow", workflow), what, under.since(), sure, run);
  }

  private static Instant at(Instant instant) {
    return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
  }

  static String words(Duration time) {
    long ms = time.toMillis();
    if (ms >= 1_000 && ms < 10_000) {
      return ms / 1_000 + "." + ms % 1_000 / 100 + " s";
    }
    return time.toMillis() < 1_000
        ? time.toMillis() + " ms"
        : time.toSeconds() < 120
            ? time.toSeconds() + " s"
            : time.toMinutes() < 120 ? time.toMinutes() + " min" : time.toHours() + " h";
  }

  /** In whole times, so that a finding that goes on is told anew now and then only. */
  private static Sure times(Duration since, Duration usual) {
    long times = since.toMillis() / Math.max(1, usual.toMillis());
    return new Sure("times", times, times + " times as long as usual");
  }

  private void add(Kind kind, About about, String what, Instant since, Sure sure, RunId run) {
    String id = kind.word() + ":" + about.kind() + ":" + about.name();
    HealthFinding known = seen.get(id);
    List<RunId> runs = new ArrayList<>(List.of(run));
    Instant first = since;
    String told = what;
    Sure surest = sure;
    if (known != null) {
      runs.addAll(known.runs());
      Instant before = known.since().orElse(since);
      if (!since.isBefore(before)) {
        first = before;
        told = known.what();
        surest = known.sure();
      }
    }
    String mend =
        kind == Kind.SILENT
            ? "fermata run list --limit 20"
            : kind == Kind.STUCK && about.kind().equals("agent")
                ? "fermata agent test " + about.name()
                : "fermata run show " + run.value();
    seen.put(id, new HealthFinding(id, kind, about, told, Optional.of(first), surest, runs, mend));
  }
}
