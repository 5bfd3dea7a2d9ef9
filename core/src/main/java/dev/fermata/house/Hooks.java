package dev.fermata.house;

import dev.fermata.fact.Decided;
import dev.fermata.fact.HouseFact.HookAdded;
import dev.fermata.fact.HouseFact.HookRemoved;
import dev.fermata.fact.HouseSignal.AddHook;
import dev.fermata.fact.HouseSignal.OfHooks;
import dev.fermata.fact.HouseSignal.RemoveHook;
import dev.fermata.fact.HouseSignal.RotateHook;
import dev.fermata.roster.Hook;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.util.List;

/** Decides what becomes of commands about hooks. */
final class Hooks {
  private Hooks() {}

  static Decided decide(HouseState house, OfHooks signal, Instant now) {
    String by = signal.by().name();
    return switch (signal) {
      case AddHook(var hook, var why, _) -> add(house, hook, new HookAdded(hook, why, by, now));
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

  private static Decided add(HouseState house, Hook hook, HookAdded fact) {
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
    return house.find(hook.workflow()).isPresent()
        ? Decided.facts(List.of(fact))
        : HouseDecider.unknown(
            "workflow",
            hook.workflow(),
            house.workflows().keySet().stream().map(id -> id.name()).distinct().toList());
  }

  private static Decided unknown(HouseState house, String name) {
    return HouseDecider.unknown("hook", name, house.hooks().keySet());
  }
}
