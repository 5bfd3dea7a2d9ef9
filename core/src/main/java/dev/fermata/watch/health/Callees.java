package dev.fermata.watch.health;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.watch.drift.Change;
import dev.fermata.watch.drift.Figure;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import dev.fermata.watch.health.LiveRun.Under;
import dev.fermata.watch.health.Watch.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How those that are called do: their figures, and answers that cannot be used. */
final class Callees {
  /** So many of the latest answers that do not fit are told. */
  static final int MISFITS = 3;

  /** A share that changed by less than five in a hundred is not told. */
  private static final double SHARE_MATTERS = 0.05;

  /** Nor what became less than a quarter more, or a fifth less. */
  private static final double TIMES_MATTERS = 1.25;

  private static final int MOST = 1_000;
  private static final double MILLION = 1_000_000;

  private final Findings findings;
  private final Shelf<Callee> callees = new Shelf<>("callee/", MOST, Callee::of, Callee::kept);

  Callees(Findings findings) {
    this.findings = findings;
  }

  void load(String key, Json kept) {
    callees.load(key, kept);
  }

  void changes(Map<String, Optional<Json>> into) {
    callees.changes(into);
  }

  Optional<Callee> find(String name) {
    return callees.find(name);
  }

  List<Callee> all() {
    return callees.all().stream().map(Map.Entry::getValue).toList();
  }

  /** In another version than before it is known anew, and what was said of the other is over. */
  void called(Target target, Entry entry) {
    String name = target.display();
    String version = Callee.version(target);
    if (callees.find(name).filter(c -> c.is(version)).isEmpty()) {
      callees.find(name).ifPresent(old -> over(old, entry));
      callees.put(name, new Callee(Callee.about(target), version));
    }
    callees.touch(name).ifPresent(c -> c.called(entry.at()));
  }

  private void over(Callee old, Entry entry) {
    for (Figure figure : Figure.values()) {
      findings.end(drift(old, figure), entry.at());
    }
    findings.end(id(Kind.SCHEMA_FAILURES, old), entry.at());
    findings.end(id(Kind.UNGROUNDED, old), entry.at());
  }

  private static String id(Kind kind, Callee callee) {
    return kind.word() + ":" + callee.about().kind() + ":" + callee.about().name();
  }

  private static String drift(Callee callee, Figure figure) {
    return id(Kind.DRIFT, callee) + ":" + figure.word();
  }

  void failed(String name, Entry entry) {
    callees
        .touch(name)
        .ifPresent(callee -> {
          callee.worked(entry.run());
          take(callee, Figure.SUCCESS, 0, entry);
        });
  }

  void settled(Under under, RunFact.EffectSettled fact, boolean misfit, Entry entry) {
    Optional<Callee> found = callees.touch(under.to());
    if (found.isEmpty()) {
      return;
    }
    Callee callee = found.get();
    callee.worked(entry.run());
    if (!(fact.reply() instanceof Reply.Answered(var output, _, var usage))) {
      take(callee, Figure.SUCCESS, 0, entry);
      return;
    }
    Duration time = Duration.between(under.since(), entry.at());
    callee.took(time);
    take(callee, Figure.SUCCESS, 1, entry);
    take(callee, Figure.LATENCY, Math.max(1, time.toMillis()), entry);
    if (callee.about().kind().equals("agent") || callee.about().kind().equals("model")) {
      int length = output.view().toString().length();
      take(callee, Figure.LENGTH, usage.tokensOut() > 0 ? usage.tokensOut() : length, entry);
      fits(callee, misfit, entry);
    }
    usage
        .cost()
        .map(Money::millionths)
        .filter(cost -> cost > 0)
        .ifPresent(cost -> take(callee, Figure.COST, cost / MILLION, entry));
  }

  /** Its answer cannot be used. */
  void misfit(String name, Entry entry) {
    callees
        .touch(name)
        .ifPresent(callee -> {
          callee.worked(entry.run());
          fits(callee, true, entry);
        });
  }

  void opinion(String name, boolean stood, Entry entry) {
    callees.touch(name).ifPresent(callee -> take(callee, Figure.AGREEMENT, stood ? 1 : 0, entry));
  }

  private void fits(Callee callee, boolean misfit, Entry entry) {
    take(callee, Figure.SCHEMA, misfit ? 1 : 0, entry);
    callee.misfits().mark(misfit);
    int bad = callee.misfits().bad();
    String what =
        "%d of the last %d answers of %s do not fit their schema"
            .formatted(bad, callee.misfits().all(), callee.about().name());
    marked(Kind.SCHEMA_FAILURES, callee, new Marked(bad >= MISFITS, bad == 0, bad, what), entry);
  }

  /** It quotes, and so many of its quotes are nowhere in what the run holds. */
  void quoted(String name, int missing, int all, Entry entry) {
    callees
        .touch(name)
        .ifPresent(callee -> {
          callee.quotes().mark(missing > 0);
          int bad = callee.quotes().bad();
          String what =
              "%d of the last %d answers of %s with quotes quote what the run does not hold; last %d of %d"
                  .formatted(bad, callee.quotes().all(), callee.about().name(), missing, all);
          marked(Kind.UNGROUNDED, callee, new Marked(missing > 0, bad == 0, bad, what), entry);
        });
  }

  private record Marked(boolean bad, boolean good, int count, String what) {}

  private void marked(Kind kind, Callee callee, Marked marked, Entry entry) {
    String id = id(kind, callee);
    var sure = new Sure("count", marked.count(), marked.count() + " of the last answers");
    if (marked.bad() && findings.find(id).isPresent()) {
      findings.seen(id, entry.run(), marked.what(), sure);
    } else if (marked.bad()) {
      findings.begin(
          new HealthFinding(
              id,
              kind,
              callee.about(),
              marked.what(),
              Optional.of(entry.at()),
              sure,
              List.of(entry.run()),
              mend(callee)),
          entry.at());
    } else if (marked.good()) {
      findings.end(id, entry.at());
    }
  }

  private static String mend(Callee callee) {
    return switch (callee.about().kind()) {
      case "agent" -> "fermata agent test " + callee.about().name();
      case "tool" -> "fermata tool show " + callee.about().name().replaceAll("\\..*", "");
      default -> "fermata effect list --target '" + callee.about().name() + "'";
    };
  }

  private void take(Callee callee, Figure figure, double value, Entry entry) {
    Optional<Change> change = callee.take(figure, value, entry.at());
    if (change.isEmpty()) {
      return;
    }
    String id = drift(callee, figure);
    switch (change.get()) {
      case Change.Over _ -> findings.end(id, entry.at());
      case Change.Shifted shift when !matters(figure, shift) -> {}
      case Change.Shifted shift ->
          findings.begin(
              new HealthFinding(
                  id,
                  Kind.DRIFT,
                  callee.about(),
                  told(callee, figure, shift),
                  Optional.of(shift.since()),
                  sure(shift),
                  callee.runs().stream().limit(shift.cases()).toList(),
                  mend(callee)),
              entry.at());
    }
  }

  /** With very many cases the smallest change is sure, and of no interest. */
  private static boolean matters(Figure figure, Change.Shifted shift) {
    double low = Math.min(shift.usual(), shift.now());
    double high = Math.max(shift.usual(), shift.now());
    return switch (figure) {
      case SUCCESS, AGREEMENT, SCHEMA -> high - low >= SHARE_MATTERS;
      case LATENCY, LENGTH, COST -> high >= low * TIMES_MATTERS && high > low;
    };
  }

  private static Sure sure(Change.Shifted shift) {
    long cases = (long) shift.evidence();
    String says = String.format(Locale.ROOT, "by chance once in %,d cases or less often", cases);
    return new Sure("evidence", cases, says);
  }

  private static String told(Callee callee, Figure figure, Change.Shifted shift) {
    return "%s of %s %s: usually %s, now %s over %d cases"
        .formatted(
            figure.words(),
            callee.about().name(),
            shift.up() ? "rose" : "fell",
            value(figure, shift.usual()),
            value(figure, shift.now()),
            shift.cases());
  }

  private static String value(Figure figure, double value) {
    return switch (figure) {
      case SUCCESS, AGREEMENT, SCHEMA -> Math.round(value * 100) + " %";
      case LATENCY -> Silence.words(Duration.ofMillis((long) value));
      case LENGTH -> Math.round(value) + "";
      case COST -> String.format(Locale.ROOT, "%.4f", value);
    };
  }
}
