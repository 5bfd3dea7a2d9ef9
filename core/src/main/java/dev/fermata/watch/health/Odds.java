package dev.fermata.watch.health;

import dev.fermata.effect.Call;
import dev.fermata.watch.health.HealthFinding.About;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import dev.fermata.watch.health.Watch.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Automations that write to the same thing, one over the other, or undo each other's work. */
final class Odds {
  private final Findings findings;
  private final Shelf<Thing> things;

  Odds(Findings findings, Shelf<Thing> things) {
    this.findings = findings;
    this.things = things;
  }

  void written(Entry entry, Call call, LiveRun run, String by) {
    Optional<String> name = Thing.name(call, run.subject());
    if (name.isEmpty()) {
      return;
    }
    if (things.touch(name.get()).isEmpty()) {
      things.put(name.get(), new Thing(Thing.where(call.target())));
    }
    Thing thing = things.find(name.get()).orElseThrow();
    var write =
        new Thing.Write(by, call.digest().value().substring(0, 16), entry.run(), entry.at());
    thing.write(write).ifPresent(odds -> tell(odds, thing, entry));
  }

  private void tell(Thing.Odds odds, Thing thing, Entry entry) {
    Kind kind = odds.undo() ? Kind.CONTENTION : Kind.OVERLAP;
    String one = odds.one().replace("#", ", step ");
    String other = odds.other().replace("#", ", step ");
    String id = kind.word() + ":" + odds.one() + ":" + odds.other() + ":" + thing.where();
    String what =
        odds.undo()
            ? "%s and %s undo each other's work at %s".formatted(one, other, thing.where())
            : "%s and %s write to the same at %s within an hour"
                .formatted(one, other, thing.where());
    var sure =
        new Sure("fact", 1, odds.undo() ? "the same writes in turn, twice each" : "two writes");
    if (findings.find(id).isPresent()) {
      findings.seen(id, entry.run(), what, sure);
      return;
    }
    var about = new About("workflow", odds.one().substring(0, odds.one().indexOf('#')));
    String mend = "fermata effect list --run " + entry.run().value();
    findings.begin(
        new HealthFinding(id, kind, about, what, Optional.of(entry.at()), sure, thing.runs(), mend),
        entry.at());
  }

  /** What has not been seen for so long is over. */
  void look(Instant now) {
    Instant old = now.minus(Thing.NEAR);
    for (Map.Entry<String, Thing> each : things.all()) {
      if (each.getValue().last().isBefore(old)) {
        things.drop(each.getKey());
      }
    }
    for (Kind kind : List.of(Kind.CONTENTION, Kind.OVERLAP)) {
      for (HealthFinding each : findings.of(kind)) {
        if (things.all().stream()
            .noneMatch(t -> t.getValue().runs().contains(each.runs().getFirst()))) {
          findings.end(each.id(), now);
        }
      }
    }
  }
}
