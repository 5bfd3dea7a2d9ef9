package dev.fermata.testkit.model;

import dev.fermata.fact.Outcome;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must come of a random workflow, whatever crashes and whatever is lost on the way.
 *
 * @param must how often each thing must be done
 * @param most how often each thing may be done, of which some hang on which branch was first
 * @param asked the steps that must ask a person
 * @param perhapsAsked all steps that may ask a person
 */
public record Expected(
    Ending ending,
    Map<String, Integer> must,
    Map<String, Integer> most,
    Set<String> asked,
    Set<String> perhapsAsked) {
  /** How the run ends. */
  public sealed interface Ending {
    record Completed(Json output) implements Ending {}

    /** An error that nobody caught, by its type. */
    record Faulted(String type) implements Ending {}
  }

  /** What came of a run. */
  public record Seen(Outcome outcome, Collection<Outside.Done> done, Set<String> asked) {}

  /** What is wrong with a run that nobody cancelled; nothing if it is as it must be. */
  public List<String> complaints(Seen seen) {
    List<String> all = new ArrayList<>();
    boolean right =
        switch (seen.outcome()) {
          case Outcome.Completed(var output) ->
              ending instanceof Ending.Completed(var wanted)
                  && Cast.canonical(wanted).equals(Cast.canonical(output));
          case Outcome.Faulted(var problem) ->
              ending instanceof Ending.Faulted(var type) && type.equals(problem.type());
          case Outcome.Cancelled _ -> false;
        };
    if (!right) {
      all.add("the run ended with " + shown(seen.outcome()) + ", wanted was " + ending);
    }
    Map<String, Integer> counts = counts(seen.done());
    must.forEach((what, count) -> {
      if (counts.getOrDefault(what, 0) < count) {
        all.add("missing: " + what);
      }
    });
    asked.stream()
        .filter(step -> !seen.asked().contains(step))
        .forEach(step -> all.add("nobody was asked by " + step));
    all.addAll(excess(seen));
    return all;
  }

  /** As {@link #complaints}, for a run that somebody may have cancelled at any moment. */
  public List<String> complaintsWhenCancelled(Seen seen) {
    return seen.outcome() instanceof Outcome.Cancelled ? excess(seen) : complaints(seen);
  }

  private List<String> excess(Seen seen) {
    List<String> all = new ArrayList<>();
    counts(seen.done())
        .forEach((what, count) -> {
          if (count > most.getOrDefault(what, 0)) {
            all.add(
                "done %d times, at most %d: %s".formatted(count, most.getOrDefault(what, 0), what));
          }
        });
    seen.asked().stream()
        .filter(step -> !perhapsAsked.contains(step))
        .forEach(step -> all.add(step + " asked a person without need"));
    return all;
  }

  /** A read that was made again for the same step is the same thing. */
  private static Map<String, Integer> counts(Collection<Outside.Done> done) {
    Map<String, Integer> counts = new TreeMap<>();
    done.forEach(d -> counts.merge(Ledger.what(d.doer(), d.arguments()), 1, Integer::sum));
    return counts;
  }

  private static String shown(Outcome outcome) {
    return outcome instanceof Outcome.Completed(var output)
        ? "Completed[output=" + output + "]"
        : outcome.toString();
  }
}
