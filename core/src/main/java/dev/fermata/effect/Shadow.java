package dev.fermata.effect;

import dev.fermata.effect.Gate.Judged;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Policy;
import dev.fermata.workflow.WorkflowId;
import java.util.List;
import java.util.Optional;

/**
 * A draft of a policy that judges along, without a say.
 *
 * @param live the gate as it is
 * @param gate the gate as it would be with the draft
 */
public record Shadow(Policy draft, Gate live, Gate gate) {
  public static Shadow of(Policy draft, Gate live) {
    return new Shadow(draft, live, live.supposing(live.policies().with(draft)));
  }

  /**
   * What the house would have said if a draft were in force.
   *
   * @param draft the draft, as {@code name@version}
   * @param verdict {@code allow}, {@code ask} or {@code deny}
   * @param rule by which rules
   * @param changed whether the draft would have changed what was said
   */
  public record Said(String draft, String verdict, String rule, boolean changed) {}

  /** What it says of a call; nothing if it is not about such calls. */
  Optional<Said> judge(Call call, Judged said, Gate.Asker asker) {
    if (!concerns(call, asker.workflow())) {
      return Optional.empty();
    }
    Judged other = gate.judge(call, asker);
    Judgement judgement = other.judgement();
    return Optional.of(
        new Said(draft.rule(), judgement.word(), judgement.by(), !same(said, other)));
  }

  /** Whether the draft, or what it would take the place of, is about such a call. */
  private boolean concerns(Call call, WorkflowId workflow) {
    Optional<Policy> replaced = live.policies().named(draft.name());
    return covers(draft, call, workflow)
        || replaced.filter(p -> covers(p, call, workflow)).isPresent();
  }

  private static boolean covers(Policy policy, Call call, WorkflowId workflow) {
    return policy.scope().covers(call.effect(), call.target().display(), workflow);
  }

  private static boolean same(Judged one, Judged other) {
    return one.judgement().word().equals(other.judgement().word())
        && one.call().digest().equals(other.call().digest())
        && asked(one).equals(asked(other));
  }

  private record Wanted(String team, int people, boolean fourEyes) {}

  private static List<Wanted> asked(Judged judged) {
    List<Asking> asks = judged.judgement() instanceof Judgement.Asked(_, var all) ? all : List.of();
    return asks.stream().map(a -> new Wanted(a.team(), a.people(), a.fourEyes())).toList();
  }
}
