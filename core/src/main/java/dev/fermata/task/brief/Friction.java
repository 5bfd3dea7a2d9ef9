package dev.fermata.task.brief;

import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.value.Problem;
import dev.fermata.value.Risk;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody has to do before their answer counts. It asks no more of who disagrees than of who
 * agrees.
 *
 * @param evidenceFirst whether the required evidence has to be opened before
 * @param reasonAsked whether every answer needs a reason
 * @param blindFirst whether an own answer comes before the opinions of others are shown
 * @param batch whether it may be decided with others at one stroke
 */
public record Friction(
    boolean evidenceFirst, boolean reasonAsked, boolean blindFirst, boolean batch) {
  /** The answer that leaves everything as it is: it asks for no reading. */
  private static final String REJECT = "reject";

  public static Friction of(Risk risk, boolean blindFirst) {
    return new Friction(
        risk == Risk.HIGH, risk == Risk.HIGH, blindFirst, risk == Risk.LOW && !blindFirst);
  }

  /** What of the required evidence nobody of this natural person has opened yet. */
  public static List<String> missing(List<Evidence> evidence, Optional<Look> look) {
    Set<String> opened = look.map(Look::opened).orElse(Set.of());
    return evidence.stream()
        .filter(e -> e.required() && !opened.contains(e.id()))
        .map(Evidence::id)
        .toList();
  }

  /**
   * Why this answer does not count yet; empty if it does.
   *
   * @param look what this person has looked at so far
   */
  public Optional<Problem> refusal(
      Task task, List<Evidence> evidence, Optional<Look> look, String answer, String why) {
    if (blindFirst && look.flatMap(Look::provisional).isEmpty()) {
      return Optional.of(
          Problem.own(
              "blind-first",
              409,
              "Your own answer comes first",
              "this task is one of those that are answered before the opinions are shown; give a"
                  + " provisional answer to "
                  + task.id()
                  + ", and then decide"));
    }
    List<String> missing = missing(evidence, look);
    boolean leavesAll = task.kind() == Task.Kind.APPROVE && answer.equals(REJECT);
    if (evidenceFirst && !leavesAll && !missing.isEmpty()) {
      return Optional.of(
          Problem.own(
              "evidence-first",
              409,
              "Open the evidence first",
              "the risk of this task is high, and you have not opened "
                  + String.join(", ", missing)
                  + "; open that, and then decide"));
    }
    return reasonAsked && why.isBlank()
        ? Optional.of(
            Problem.own(
                "reason-missing",
                409,
                "Say why",
                "the risk of this task is high, so that every answer to it has a reason"))
        : Optional.empty();
  }
}
