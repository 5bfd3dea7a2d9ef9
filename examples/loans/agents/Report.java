import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The panel on cases whose outcome is known, against each agent alone and against people alone. */
final class Report {
  private static final double[] UNDERWRITERS = {0.6, 0.7, 0.8, 0.9};

  private static final String COSTS =
      "%d for a bad loan booked, %d for a good one declined"
          .formatted(Fit.BAD_BOOKED, Fit.GOOD_DECLINED);

  private record Judged(List<Opinion> opinions, boolean bad) {
    boolean unanimous() {
      return Panel.unanimous(opinions);
    }

    boolean majorityAccepts() {
      return opinions.stream().filter(Opinion::accept).count() * 2 > opinions.size();
    }
  }

  private final List<Judged> judged = new ArrayList<>();
  private final double underwriter;
  private final Turnaround turnaround;

  Report(Panel panel, List<Precedents.Case> cases, Measure.Options options) {
    for (var known : cases)
      judged.add(new Judged(panel.opinions(known.application()), known.bad()));
    underwriter = options.number("--underwriter", 0.75);
    if (underwriter > 1)
      throw new IllegalArgumentException("--underwriter is a likelihood, at most 1");
    turnaround =
        new Turnaround(
            (int) options.number("--people", 1),
            options.number("--minutes", 30),
            options.number("--per-day", 8),
            options.number("--agent-seconds", 2));
  }

  private Tally tally(ToDoubleFunction<Judged> right, boolean unanimousToo, boolean conflictsToo) {
    Tally tally = new Tally();
    for (Judged one : judged)
      if (one.unanimous() ? unanimousToo : conflictsToo)
        tally.decide(right.applyAsDouble(one), one.bad());
    return tally;
  }

  private static double right(boolean accept, boolean bad) {
    return accept != bad ? 1 : 0;
  }

  private Tally alone() {
    return tally(one -> right(one.opinions().getFirst().accept(), one.bad()), true, false);
  }

  /** The panel, with a person who decides a conflict rightly with this likelihood. */
  private Tally panel(double person) {
    return alone().plus(tally(one -> person, false, true));
  }

  private Tally member(int i) {
    return tally(one -> right(one.opinions().get(i).accept(), one.bad()), true, true);
  }

  /** One agent that hands its least confident cases, as many as the panel does, to that person. */
  private Tally memberWithPerson(int i) {
    List<Judged> byConfidence = new ArrayList<>(judged);
    byConfidence.sort(Comparator.comparingDouble(one -> one.opinions().get(i).confidence()));
    long asked = judged.size() - alone().decided();
    Tally tally = new Tally();
    for (Judged one : byConfidence)
      if (asked-- > 0) tally.decide(underwriter, one.bad());
      else tally.decide(one.opinions().get(i).accept(), one.bad());
    return tally;
  }

  /** How good the person must be for the panel to cost no more than the best agent alone. */
  private double breakEven() {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < Panel.MEMBERS.size(); i++) best = Math.min(best, member(i).cost());
    double wrong = tally(one -> 0, false, true).cost();
    double allowed = best - alone().cost();
    return wrong == 0 ? 0 : Math.clamp(1 - allowed / wrong, 0, 1);
  }

  /** One way to decide all cases, and how many of them a person sees. */
  private record Way(String name, Tally tally, int asked) {
    Map<String, Object> json() {
      return Json.object(
          "way", name,
          "bad_booked", tenths(tally.badBooked()),
          "good_declined", tenths(tally.goodDeclined()),
          "cost", tenths(tally.cost()),
          "asked_a_person", asked);
    }
  }

  private List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    int all = judged.size();
    int asked = all - alone().decided();
    ways.add(new Way("panel, " + right(underwriter), panel(underwriter), asked));
    for (double p : UNDERWRITERS) ways.add(new Way("panel, " + right(p), panel(p), asked));
    Tally majority = tally(one -> right(one.majorityAccepts(), one.bad()), true, true);
    ways.add(new Way("panel, person follows the majority", majority, asked));
    Tally cautious = alone().plus(tally(one -> right(false, one.bad()), false, true));
    ways.add(new Way("panel, person declines every conflict", cautious, asked));
    for (int i = 0; i < Panel.MEMBERS.size(); i++)
      ways.add(new Way(Panel.MEMBERS.get(i) + " alone", member(i), 0));
    for (int i = 0; i < Panel.MEMBERS.size(); i++)
      ways.add(new Way(Panel.MEMBERS.get(i) + " and a person", memberWithPerson(i), asked));
    Tally people = tally(one -> underwriter, true, true);
    ways.add(new Way("person for every case, " + right(underwriter), people, all));
    ways.add(new Way("accept all", tally(one -> right(true, one.bad()), true, true), 0));
    ways.add(new Way("decline all", tally(one -> right(false, one.bad()), true, true), 0));
    return ways;
  }

  private static String right(double person) {
    return "person right in %.0f %%".formatted(person * 100);
  }

  private Turnaround.Waiting waiting(boolean everyCase) {
    boolean[] needsPerson = new boolean[judged.size()];
    for (int i = 0; i < needsPerson.length; i++)
      needsPerson[i] = everyCase || !judged.get(i).unanimous();
    return turnaround.simulate(needsPerson);
  }

  String table(int train) {
    var out = new StringBuilder();
    Tally alone = alone();
    int all = judged.size();
    int asked = all - alone.decided();
    line(out, "fitted on         the first %d applications, costs %s", train, COSTS);
    line(out, "measured on       %d others, %d of them bad", all, bad(judged));
    line(out, "");
    line(out, "without a person  %d of %d (%.1f %%): unanimous", alone.decided(), all, share());
    line(out, "  accepted        %d, of them bad   %.0f", accepted(), alone.badBooked());
    line(out, "  declined        %d, of them good  %.0f", declined(), alone.goodDeclined());
    line(out, "with a person     %d: conflicts, %d of them bad", asked, bad(conflicts()));
    line(out, "");
    line(out, "%-42s %8s %8s %8s %8s", "all decisions together", "bad", "good", "", "asked a");
    line(out, "%-42s %8s %8s %8s %8s", "", "booked", "declined", "cost", "person");
    for (Way way : ways()) {
      Tally t = way.tally();
      String numbers = "%-42s %8.1f %8.1f %8.1f %8d";
      line(out, numbers, way.name(), t.badBooked(), t.goodDeclined(), t.cost(), way.asked());
    }
    line(out, "");
    line(out, "The panel costs less than its best agent alone if the person");
    line(out, "is right in more than %.1f %% of the conflicts.", breakEven() * 100);
    line(out, "Assumed: a person is as often right on bad cases as on good ones; costs are");
    line(out, "expected values. \"and a person\": the agent hands over its least confident");
    line(
        out,
        "cases, as many as the panel does, and that person is %s.",
        right(underwriter).substring(7));
    line(out, "");
    line(
        out,
        "%-25s %8s %8s %8s %12s",
        "hours until decided",
        "median",
        "mean",
        "95 %",
        "person hours");
    line(out, waitingLine("panel", waiting(false)));
    line(out, waitingLine("person for every case", waiting(true)));
    line(out, "Simulated, seeded. Assumed: %s.", turnaround.assumptions());
    return out.toString();
  }

  private static String waitingLine(String name, Turnaround.Waiting w) {
    return "%-25s %8.2f %8.2f %8.2f %12.1f"
        .formatted(name, w.medianHours(), w.meanHours(), w.p95Hours(), w.personHours());
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(format.formatted(values).stripTrailing()).append('\n');
  }

  Map<String, Object> json(int train) {
    Tally alone = alone();
    return Json.object(
        "fitted_on", train,
        "measured_on", Json.object("cases", judged.size(), "bad", bad(judged)),
        "without_a_person",
            Json.object(
                "cases", alone.decided(),
                "percent", tenths(share()),
                "accepted", accepted(),
                "declined", declined(),
                "bad_booked", tenths(alone.badBooked()),
                "good_declined", tenths(alone.goodDeclined())),
        "with_a_person", Json.object("cases", conflicts().size(), "bad", bad(conflicts())),
        "ways", ways().stream().map(Way::json).toList(),
        "break_even_person_right", Math.round(breakEven() * 1000) / 1000.0,
        "turnaround_hours",
            Json.object(
                "panel", waiting(false).json(),
                "person_for_every_case", waiting(true).json()),
        "assumptions",
            List.of(
                "costs: " + COSTS,
                "a person is as often right on bad cases as on good ones",
                turnaround.assumptions()));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private List<Judged> conflicts() {
    return judged.stream().filter(one -> !one.unanimous()).toList();
  }

  private static long bad(List<Judged> cases) {
    return cases.stream().filter(Judged::bad).count();
  }

  private long accepted() {
    return judged.stream().filter(Judged::unanimous).filter(Judged::majorityAccepts).count();
  }

  private long declined() {
    return alone().decided() - accepted();
  }

  /** Percent of the cases that the agents decide among themselves. */
  private double share() {
    return 100.0 * alone().decided() / judged.size();
  }
}
