package dev.fermata.watch.work;

import dev.fermata.value.Problem;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.util.HashSet;
import java.util.Set;

/**
 * What kinds of errors are told apart: ours, those of the workflow language, and those that a
 * published workflow raises by a type that it writes out. All else is {@link #OTHER}: a type that
 * an expression makes up could be any, and tell of data. Used by one thread.
 */
public final class Kinds {
  public static final String OTHER = "other";

  /** The kind of work that the gate refused. */
  static final String DENIED = "denied";

  private static final int CHARS = 60;

  /** How many that authors wrote are told apart. */
  private static final int WRITTEN_LIMIT = 1_000;

  private static final Set<String> OURS =
      Set.of(
          ("communication timeout validation expression configuration runtime authentication"
                  + " authorization already-done asked-anew blocked busy call-limit changed"
                  + " child-cancelled circuit-open conflict denied disk-full expired given-back"
                  + " input loop no-plan nobody not-allowed not-approved not-cleared not-done"
                  + " not-found not-known not-needed not-offered parked refused-by-model rejected"
                  + " review-failed rule-of-two same-subject shutting-down stopped talk-limit"
                  + " too-deep too-many-runs too-many-tools turn-limit undecided under-way"
                  + " withdrawn")
              .split(" "));

  private final Set<String> written = new HashSet<>();

  /** Whether it is one that Fermata itself tells of. */
  public static boolean ours(String kind) {
    return OURS.contains(kind);
  }

  /** Takes in what a workflow raises. */
  void take(Workflow workflow) {
    for (Step step : workflow.steps().values()) {
      if (step instanceof Step.Raise(_, var error)) {
        error
            .json()
            .text("type")
            .filter(type -> !Expr.isWrapped(type) && written.size() < WRITTEN_LIMIT)
            .ifPresent(type -> written.add(kind(type)));
      }
    }
  }

  private static String kind(String type) {
    String kind = type.substring(type.lastIndexOf('/') + 1);
    return kind.length() <= CHARS ? kind : kind.substring(0, CHARS);
  }

  String of(Problem problem) {
    String kind = kind(problem.type());
    return !kind.isEmpty() && (ours(kind) || written.contains(kind)) ? kind : OTHER;
  }
}
