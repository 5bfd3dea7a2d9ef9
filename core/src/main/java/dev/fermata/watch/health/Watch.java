package dev.fermata.watch.health;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Target;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.LiveRun.Under;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sees in the facts of all runs, taken in order, what goes wrong. Equal facts give equal findings;
 * only what is told of time that passes ({@link #look}) hangs on when it is asked. Its memory is
 * bounded and is kept by whoever hosts it ({@link #changes}). Not for use by two threads at once.
 */
public final class Watch {
  private static final int RUNS = 10_000;
  private static final int THINGS = 5_000;
  private static final int DIGITS = 16;

  private final Shelf<LiveRun> runs =
      new Shelf<>("run/", RUNS, (_, tree) -> LiveRun.of(tree), LiveRun::kept);
  private final Shelf<Thing> things =
      new Shelf<>("thing/", THINGS, (_, tree) -> Thing.of(tree), Thing::kept);
  private final Findings findings = new Findings();
  private final Callees callees = new Callees(findings);
  private final Loops loops = new Loops(findings);
  private final Odds odds = new Odds(findings, things);
  private final Texts texts;

  /** What runs were given, read again only where an answer quotes it. */
  @FunctionalInterface
  public interface Texts {
    /** All that the run was given and was answered before that entry; empty once it is erased. */
    List<Json> before(RunId run, long number);
  }

  /** One entry of a run. */
  public record Entry(RunId run, long number, Instant at, List<Fact> facts) {
    public Entry {
      facts = List.copyOf(facts);
    }
  }

  /**
   * @param memory what {@link #changes} gave, all together; empty at first
   */
  public Watch(Map<String, Json> memory, Texts texts) {
    this.texts = texts;
    memory.forEach((key, kept) -> {
      runs.load(key, kept);
      things.load(key, kept);
      findings.load(key, kept);
      callees.load(key, kept);
    });
  }

  /** What is to be remembered instead of what was; what has no value is forgotten. */
  public Map<String, Optional<Json>> changes() {
    Map<String, Optional<Json>> all = new LinkedHashMap<>();
    runs.changes(all);
    things.changes(all);
    findings.changes(all);
    callees.changes(all);
    return all;
  }

  /** What goes wrong now, the most urgent first. */
  public List<HealthFinding> findings() {
    return findings.all();
  }

  /** What is to be told after the alert with that number. */
  public List<Alert> alerts(long after, int limit) {
    return findings.after(after, limit);
  }

  /** The number of the last alert; 0 if there was none. */
  public long lastAlert() {
    return findings.last();
  }

  /** Sees what only shows by time that passes, and ends what is over. */
  public void look(Instant now) {
    new Silence(findings, callees).look(runs.all(), now);
    odds.look(now);
  }

  /** Takes in the next entry. */
  public void take(Entry entry) {
    for (Fact fact : entry.facts()) {
      switch (fact) {
        case RunFact.Started f -> started(entry.run(), f);
        case RunFact.OfEffect f -> effect(entry, f);
        case RunFact.TalkCorrected f -> callees.misfit(of(f.key()), entry);
        case RunFact.PanelResolved f -> resolved(entry, f);
        case RunFact.PlanRefused f -> planned(entry, f.place().toString());
        case RunFact.PlanFailed f -> planned(entry, f.place().toString());
        case RunFact.Ended _ -> {
          runs.drop(entry.run().value());
          loops.ended(entry.run(), entry.at());
        }
        default -> {}
      }
    }
  }

  private void started(RunId run, RunFact.Started fact) {
    var id = fact.workflow();
    String subject =
        fact.subject().isEmpty() ? "" : Digest.of(fact.subject()).value().substring(0, DIGITS);
    runs.put(run.value(), new LiveRun(id.namespace() + "/" + id.name(), subject));
  }

  private void planned(Entry entry, String place) {
    runs.touch(entry.run().value())
        .ifPresent(run -> loops.planned(entry, run.workflow(), place, run.planned()));
  }

  private void effect(Entry entry, RunFact.OfEffect fact) {
    switch (fact) {
      case RunFact.EffectIntended f -> intended(entry, f);
      case RunFact.EffectSent f -> sent(entry, f.key());
      case RunFact.EffectReattempted f -> sent(entry, f.key());
      case RunFact.EffectSettled f -> settled(entry, f);
      case RunFact.EffectHeld f -> {
        String to = f.hold().kind().name();
        var under = new Under(to, entry.at(), true);
        live(entry).ifPresent(run -> run.underWay().putIfAbsent(key(f.key()), under));
      }
      case RunFact.EffectInDoubt f -> {
        Optional<Under> under = gone(entry, f.key());
        under.ifPresent(u -> callees.failed(u.to(), entry));
      }
      case RunFact.EffectWithdrawn f -> gone(entry, f.key());
      case RunFact.EffectDenied f -> gone(entry, f.key());
      case RunFact.EffectReleased _,
          RunFact.EffectAsked _,
          RunFact.EffectGranted _,
          RunFact.EffectChanged _,
          RunFact.EffectReused _,
          RunFact.EffectRecalled _,
          RunFact.EffectForgotten _,
          RunFact.ShadowJudged _ -> {}
    }
  }

  private Optional<LiveRun> live(Entry entry) {
    return runs.touch(entry.run().value());
  }

  private static String key(EffectKey key) {
    return key.place().path() + "#" + key.ordinal();
  }

  private Optional<Under> gone(Entry entry, EffectKey key) {
    return live(entry).map(run -> run.underWay().remove(key(key)));
  }

  /** Who does the work that this is a part of, if it is known. */
  private String of(EffectKey key) {
    return runs.find(key.run().value())
        .map(run -> run.underWay().get(key(key.whole())))
        .map(Under::to)
        .orElse("");
  }

  private void intended(Entry entry, RunFact.EffectIntended fact) {
    Call call = fact.call();
    Optional<LiveRun> found = live(entry);
    if (found.isEmpty() || call.target() instanceof Target.Workflow || fact.key().isCheck()) {
      return;
    }
    LiveRun run = found.get();
    EffectKey key = fact.key();
    String name = call.target().display();
    run.underWay().put(key(key), new Under(name, entry.at(), false));
    callees.called(call.target(), entry);
    boolean agent = call.target() instanceof Target.Agent;
    if (agent && !key.member().isEmpty()) {
      run.asked(key.place(), key.member(), name);
    }
    String step = Circles.step(key.place());
    String same = Circles.same(key.place(), call.digest().value());
    boolean reads = call.effect() == EffectClass.READ && !agent;
    loops.made(entry, Callee.about(call.target()), step, run.made(same), reads);
    if (!key.isPart() && !key.place().isRoot()) {
      run.came(key.place()).ifPresent(steps -> loops.toAndFro(entry, run.workflow(), steps));
    }
    if (call.effect() != EffectClass.READ) {
      odds.written(entry, call, run, run.workflow() + "#" + key.place().step());
    }
  }

  /** Time counts from when it left, not from when its turn was awaited. */
  private void sent(Entry entry, EffectKey key) {
    live(entry)
        .ifPresent(run ->
            run.underWay()
                .computeIfPresent(key(key), (_, u) -> new Under(u.to(), entry.at(), false)));
  }

  private void settled(Entry entry, RunFact.EffectSettled fact) {
    Optional<Under> under = gone(entry, fact.key());
    if (under.isEmpty() || under.get().held()) {
      return;
    }
    boolean misfit =
        entry.facts().stream()
            .anyMatch(each ->
                each instanceof RunFact.Raised raised
                    && raised.place().equals(fact.key().place())
                    && raised.problem().kind().equals("validation"));
    callees.settled(under.get(), fact, misfit, entry);
    if (fact.reply() instanceof dev.fermata.effect.Reply.Answered(var output, var evidence, _)) {
      List<String> quotes = Quotes.in(Json.ofItems(List.of(output, evidence)));
      if (!quotes.isEmpty() && !fact.key().isPart()) {
        List<Json> given = texts.before(entry.run(), entry.number());
        int missing = given.isEmpty() ? 0 : Quotes.missing(quotes, given).size();
        callees.quoted(under.get().to(), missing, quotes.size(), entry);
      }
    }
  }

  /** Whose opinion stood; fields that are no part of opinions say how they became one. */
  private void resolved(Entry entry, RunFact.PanelResolved fact) {
    Optional<LiveRun> run = live(entry);
    var output = fact.output().view();
    output
        .path("opinions")
        .properties()
        .forEach(opinion -> {
          boolean stood =
              output.properties().stream()
                  .filter(each ->
                      !List.of("opinions", "unanimous", "resolvedBy").contains(each.getKey()))
                  .allMatch(each ->
                      fact.unanimous()
                          || each.getValue().equals(opinion.getValue().path(each.getKey())));
          run.flatMap(r -> r.opinion(fact.place(), opinion.getKey()))
              .ifPresent(agent -> callees.opinion(agent, stood, entry));
        });
  }
}
