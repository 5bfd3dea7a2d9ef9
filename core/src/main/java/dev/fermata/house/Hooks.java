package dev.fermata.house;

import dev.fermata.fact.Decided;
import dev.fermata.fact.HouseFact.HookAdded;
import dev.fermata.fact.HouseFact.HookRemoved;
import dev.fermata.fact.HouseSignal.AddHook;
import dev.fermata.fact.HouseSignal.OfHooks;
import dev.fermata.fact.HouseSignal.RemoveHook;
import dev.fermata.fact.HouseSignal.RotateHook;
import dev.fermata.house.HouseState.Published;
import dev.fermata.roster.Hook;
import dev.fermata.roster.RuleOfTwo;
import dev.fermata.value.Digest;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of commands about hooks. */
final class Hooks {
  private Hooks() {}

  static Decided decide(HouseState house, OfHooks signal, Instant now) {
    String by = signal.by().name();
    return switch (signal) {
      case AddHook add -> add(house, add, new HookAdded(add.hook(), add.why(), by, now));
      case RotateHook(var name, var id, var why, var who) ->
          house
              .hook(name)
              .map(hook -> hook.rotated(id, who.natural()))
              .map(hook -> Decided.facts(List.of(new HookAdded(hook, why, by, now))))
              .orElseGet(() -> unknown(house, name));
      case RemoveHook(var name, var why, _) ->
          house.hook(name).isPresent()
              ? Decided.facts(List.of(new HookRemoved(name, why, by, now)))
              : unknown(house, name);
    };
  }

  private static Decided add(HouseState house, AddHook signal, HookAdded fact) {
    Hook hook = signal.hook();
    if (house.hook(hook.name()).isPresent()) {
      return new Decided.Refused(
          Problem.own(
              "hook-exists",
              409,
              "There is such a hook",
              "the hook '"
                  + hook.name()
                  + "' is there; rotate it for another secret, or remove it first"));
    }
    Optional<Published> published = house.find(hook.workflow());
    if (published.isEmpty()) {
      return HouseDecider.unknown(
          "workflow",
          hook.workflow(),
          house.workflows().keySet().stream().map(id -> id.name()).distinct().toList());
    }
    Digest digest = published.get().digest();
    Optional<Workflow> starts = signal.starts().filter(w -> w.digest().equals(digest));
    if (starts.isEmpty()) {
      return new Decided.Refused(
          Problem.own(
              "published-meanwhile",
              409,
              "Another version was published",
              "'" + hook.workflow() + "' has another version now; look at it, then add the hook"));
    }
    return HouseDecider.tooMuch(RuleOfTwo.complaints(starts.get(), house.roster(), List.of(hook)))
        .<Decided>map(Decided.Refused::new)
        .orElseGet(() -> Decided.facts(List.of(fact)));
  }

  private static Decided unknown(HouseState house, String name) {
    return HouseDecider.unknown("hook", name, house.hooks().keySet());
  }
}
