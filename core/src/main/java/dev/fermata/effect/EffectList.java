package dev.fermata.effect;

import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All effects, read from a list that follows the journal. What it shows may be a moment old; the
 * facts of a run are not. Safe for use by many threads at once.
 */
public interface EffectList {
  /** The most rows that one call gives. */
  int PAGE_LIMIT = 1000;

  /** How many effects are looked through for who called whom, and what runs cost: the newest. */
  int SIFTED_LIMIT = 200_000;

  /** Effects, the newest first. */
  List<EffectRow> effects(EffectFilter filter);

  /** How often each verdict was what a draft in shadow would have said. */
  Map<String, Shadowed> shadowed(String draft);

  /** How the effects of each target went since then, by the target's name. */
  Map<String, Use> uses(Instant since);

  /** What was spent since then, on each target in each workflow, where anything was. */
  List<Spent> spent(Instant since);

  /** The runs that called a target, of so many of the newest effects. */
  Set<RunId> callers(String target);

  /** How many of these runs called each of these targets, of so many of the newest effects. */
  Map<String, Integer> callers(Collection<RunId> runs, Collection<String> targets);

  /** What each run cost, where it cost anything, of so many of the newest effects. */
  Map<RunId, Money> costs();

  /** How many effects of erased runs there are since then. */
  long erased(Instant since);

  /** The position in the journal up to which the list knows all. */
  long position();

  /**
   * @param done how many have a result
   * @param failed how many have none and will get none, or are in doubt
   * @param flying how many are under way
   * @param cost of all that have one, in the currency that most are in
   */
  record Use(int done, int failed, int flying, Optional<Money> cost, Instant last) {
    public int ended() {
      return done + failed;
    }

    /** With those of another currency, of which there are fewer. */
    public Use and(Use fewer) {
      return new Use(
          done + fewer.done,
          failed + fewer.failed,
          flying + fewer.flying,
          cost.or(fewer::cost),
          last.isAfter(fewer.last) ? last : fewer.last);
    }
  }

  /**
   * What one target cost in one workflow.
   *
   * @param workflow as {@code namespace/name@version}
   * @param effects how many had a cost
   */
  record Spent(String workflow, String target, Money cost, int effects) {}

  /**
   * @param count how often it would have been said
   * @param changed how often something else was said instead
   */
  record Shadowed(long count, long changed) {}

  /**
   * Which effects; what is empty does not restrict.
   *
   * @param workflow {@code namespace/name} for all its versions, or with {@code @version} for one
   * @param target a name, or the beginning of names with a star behind it
   * @param rule a policy's name, or {@code name@version}
   * @param before only effects with a smaller number: the cursor of the page
   */
  record EffectFilter(
      String run,
      String workflow,
      Set<EffectClass> classes,
      String target,
      Set<EffectStatus> statuses,
      String rule,
      Optional<Instant> since,
      long before,
      int limit) {
    public EffectFilter {
      classes = Set.copyOf(classes);
      statuses = Set.copyOf(statuses);
    }

    public static final EffectFilter ALL =
        new EffectFilter(
            "", "", Set.of(), "", Set.of(), "", Optional.empty(), Long.MAX_VALUE, PAGE_LIMIT);
  }
}
