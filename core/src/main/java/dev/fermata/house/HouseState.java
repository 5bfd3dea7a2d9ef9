package dev.fermata.house;

import dev.fermata.fact.HouseFact.HookAdded;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.roster.Hook;
import dev.fermata.roster.Roster;
import dev.fermata.value.Digest;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * All that is published, registered and switched off.
 *
 * @param version how many facts made it, so that whoever judged by an older one knows
 * @param enacted how the policies in force came to be, by their names
 * @param drafts policies that are not in force
 * @param hooks how the hooks that are open came to be, by their names
 */
public record HouseState(
    int version,
    Map<WorkflowId, Published> workflows,
    Roster roster,
    Map<Reach, Switch> switches,
    Policies policies,
    Map<String, Enacted> enacted,
    Budgets budgets,
    Drafts drafts,
    Map<String, HookAdded> hooks) {
  public static final HouseState EMPTY =
      new HouseState(
          0,
          Map.of(),
          Roster.EMPTY,
          Map.of(),
          Policies.NONE,
          Map.of(),
          Budgets.NONE,
          Drafts.NONE,
          Map.of());

  public HouseState {
    workflows = Map.copyOf(workflows);
    switches = Map.copyOf(switches);
    enacted = Map.copyOf(enacted);
    hooks = Map.copyOf(hooks);
  }

  /** Where nothing is switched off and no policy is in force. */
  public HouseState(Map<WorkflowId, Published> workflows, Roster roster) {
    this(
        0,
        workflows,
        roster,
        Map.of(),
        Policies.NONE,
        Map.of(),
        Budgets.NONE,
        Drafts.NONE,
        Map.of());
  }

  HouseState with(Map<WorkflowId, Published> next) {
    return new HouseState(
        version, next, roster, switches, policies, enacted, budgets, drafts, hooks);
  }

  HouseState with(Roster next) {
    return new HouseState(
        version, workflows, next, switches, policies, enacted, budgets, drafts, hooks);
  }

  HouseState withSwitches(Map<Reach, Switch> next) {
    return new HouseState(
        version, workflows, roster, next, policies, enacted, budgets, drafts, hooks);
  }

  HouseState with(Policies next, Map<String, Enacted> how) {
    return new HouseState(
        version, workflows, roster, switches, next, how, budgets, drafts.stale(), hooks);
  }

  HouseState with(Budgets next, Map<String, Enacted> how) {
    return new HouseState(version, workflows, roster, switches, policies, how, next, drafts, hooks);
  }

  HouseState with(Drafts next) {
    return new HouseState(
        version, workflows, roster, switches, policies, enacted, budgets, next, hooks);
  }

  HouseState withHooks(Map<String, HookAdded> next) {
    return new HouseState(
        version, workflows, roster, switches, policies, enacted, budgets, drafts, next);
  }

  HouseState next() {
    return new HouseState(
        version + 1, workflows, roster, switches, policies, enacted, budgets, drafts, hooks);
  }

  /** One version of a workflow, with its source as its author wrote it. */
  public record Published(WorkflowId id, Digest digest, String source, String by, Instant at) {}

  /** How a policy came into force, with its text as its owner wrote it. */
  public record Enacted(String source, String why, String by, Instant at) {}

  /** The hook of that name, if there is one. */
  public Optional<Hook> hook(String name) {
    return Optional.ofNullable(hooks.get(name)).map(HookAdded::hook);
  }

  /** The version that was published last, by name, or by namespace and name. */
  public Optional<Published> latest(String name) {
    return workflows.values().stream()
        .filter(p ->
            p.id().name().equals(name) || (p.id().namespace() + "/" + p.id().name()).equals(name))
        .max(Comparator.comparing(Published::at).thenComparing(p -> p.id().version()));
  }

  /** A version by its full written form, or the latest by name. */
  public Optional<Published> find(String text) {
    return workflows.values().stream()
        .filter(p ->
            p.id().toString().equals(text) || (p.id().name() + "@" + p.id().version()).equals(text))
        .findFirst()
        .or(() -> latest(text));
  }

  public Optional<Published> byDigest(Digest digest) {
    return workflows.values().stream().filter(p -> p.digest().equals(digest)).findFirst();
  }
}
