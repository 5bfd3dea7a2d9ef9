package dev.fermata.watch.health;

import dev.fermata.value.RunId;
import dev.fermata.watch.health.HealthFinding.About;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import dev.fermata.watch.health.Watch.Entry;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs that go round in circles. Each is a count of facts: what is said is so. */
final class Loops {
  /** So often the same call at the same step is a loop; the engine stops a run at 20. */
  static final int SAME_CALL = 5;

  /** The same for reads of tools: whoever waits for something asks again. */
  static final int SAME_READ = 20;

  /** So many plans of one run that were refused or failed say that it gets nowhere. */
  static final int PLANS = 3;

  private final Findings findings;

  Loops(Findings findings) {
    this.findings = findings;
  }

  static boolean isLoop(int count, boolean reads) {
    return count >= (reads ? SAME_READ : SAME_CALL);
  }

  void made(Entry entry, About about, String step, int count, boolean reads) {
    if (isLoop(count, reads)) {
      String what =
          "%s was called %d times with the same input at %s of one run"
              .formatted(
                  about.name(),
                  count,
                  step.isEmpty() ? "the same place" : "'" + step.substring(1) + "'");
      tell(Kind.LOOP, about, what, count, entry);
    }
  }

  void toAndFro(Entry entry, String workflow, String steps) {
    String what = "a run goes to and fro between " + steps;
    tell(Kind.PING_PONG, new About("workflow", workflow), what, 4, entry);
  }

  void planned(Entry entry, String workflow, String place, int count) {
    if (count >= PLANS) {
      String what =
          "'" + place + "' has made " + count + " plans in one run that were refused or failed";
      tell(Kind.GROWING_PLAN, new About("workflow", workflow), what, count, entry);
    }
  }

  private void tell(Kind kind, About about, String what, int count, Entry entry) {
    String id = kind.word() + ":" + about.kind() + ":" + about.name();
    var sure = new Sure("count", count, count + " times");
    if (findings.find(id).isPresent()) {
      findings.seen(id, entry.run(), what, sure);
      return;
    }
    String mend = "fermata run show " + entry.run().value();
    findings.begin(
        new HealthFinding(
            id, kind, about, what, Optional.of(entry.at()), sure, List.of(entry.run()), mend),
        entry.at());
  }

  /** What was seen in this run alone is over with it. */
  void ended(RunId run, Instant at) {
    for (Kind kind : List.of(Kind.LOOP, Kind.PING_PONG, Kind.GROWING_PLAN)) {
      for (HealthFinding each : findings.of(kind)) {
        if (each.runs().contains(run)) {
          Set<RunId> left = new HashSet<>(each.runs());
          left.remove(run);
          if (left.isEmpty()) {
            findings.end(each.id(), at);
          } else {
            findings.without(each.id(), run);
          }
        }
      }
    }
  }
}
