package dev.fermata.policy;

import dev.fermata.value.EffectClass;
import dev.fermata.workflow.WorkflowId;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The effects that a policy is about; an empty part stands for all.
 *
 * @param targets names as {@code core-banking.book_loan}, or beginnings of names as {@code
 *     core-banking.*}
 * @param workflows as {@code lending/loan-origination}, with {@code @version} or without, or
 *     beginnings as {@code lending/*}
 */
public record Scope(Set<EffectClass> effects, List<String> targets, List<String> workflows) {
  public static final Scope ALL = new Scope(Set.of(), List.of(), List.of());

  /** At the end of a pattern: whatever may follow. */
  static final char ANY = '*';

  public Scope {
    effects = Set.copyOf(effects);
    targets = targets.stream().map(Scope::spelled).toList();
    workflows = List.copyOf(workflows);
  }

  /** Hosts are judged in small letters, as in {@code POST example.org}. */
  private static String spelled(String target) {
    int host = target.indexOf(' ') + 1;
    return target.substring(0, host)
        + (host == 0 ? target : target.substring(host).toLowerCase(Locale.ROOT));
  }

  public boolean covers(EffectClass effect, String target, WorkflowId workflow) {
    return covers(effect)
        && (targets.isEmpty() || targets.stream().anyMatch(t -> matches(t, target)))
        && covers(workflow);
  }

  boolean covers(EffectClass effect) {
    return effects.isEmpty() || effects.contains(effect);
  }

  boolean covers(WorkflowId workflow) {
    if (workflows.isEmpty()) {
      return true;
    }
    String whole = workflow.toString();
    String name = workflow.namespace() + "/" + workflow.name();
    return workflows.stream().anyMatch(w -> matches(w, w.indexOf('@') < 0 ? name : whole));
  }

  /** Whether a star ends the pattern. */
  static boolean isBeginning(String pattern) {
    return pattern.charAt(pattern.length() - 1) == ANY;
  }

  /** What a pattern wants a name to begin with. */
  static String beginning(String pattern) {
    return pattern.substring(0, pattern.length() - 1);
  }

  private static boolean matches(String pattern, String name) {
    return isBeginning(pattern) ? name.startsWith(beginning(pattern)) : name.equals(pattern);
  }
}
