package dev.fermata.server.api.operation.overview;

import dev.fermata.adapter.model.CircuitState;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.policy.Switch;
import dev.fermata.roster.Endpoint;
import dev.fermata.server.api.operation.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which agents and tool servers are not as they should be, and why. */
final class Agents {
  /** So many calls are too few to speak of a rate. */
  private static final int CALLS = 5;

  /** One in so many that fails is too many. */
  private static final int ONE_IN = 5;

  private final Means means;
  private final Map<String, Use> uses;

  /** One that is not well. */
  record Ill(String kind, String name, String why) {
    String link() {
      return "/agents/" + name + (kind.equals("tool") ? "?tab=tools" : "");
    }
  }

  Agents(Means means, Map<String, Use> uses) {
    this.means = means;
    this.uses = Map.copyOf(uses);
  }

  List<Ill> ill() {
    var roster = means.engine().house().roster();
    List<Ill> ill = new ArrayList<>();
    new TreeMap<>(roster.agents()).forEach((name, a) -> look("agent", name, a.endpoint(), ill));
    new TreeMap<>(roster.servers()).forEach((name, s) -> look("tool", name, s.endpoint(), ill));
    return ill;
  }

  private void look(String kind, String name, Endpoint endpoint, List<Ill> ill) {
    reasons(kind, name, endpoint).findFirst().ifPresent(why -> ill.add(new Ill(kind, name, why)));
  }

  private Stream<String> reasons(String kind, String name, Endpoint endpoint) {
    return Stream.of(off(kind, name), model(endpoint), child(name, endpoint), failing(kind, name))
        .flatMap(s -> s);
  }

  private Stream<String> off(String kind, String name) {
    return means.engine().house().switches().values().stream()
        .filter(s -> s.reach().kind().word().equals(kind) && s.reach().name().equals(name))
        .map(Switch::why)
        .map(why -> "switched off: " + why);
  }

  private Stream<String> model(Endpoint endpoint) {
    if (!(endpoint instanceof Endpoint.Model model)) {
      return Stream.of();
    }
    return means.models().circuits().stream()
        .filter(c -> c.phase() != CircuitState.Phase.CLOSED || c.resting())
        .filter(c -> c.model().equals(model.service().model()))
        .map(c -> "its model's service does not answer: " + c.lastError());
  }

  private Stream<String> child(String name, Endpoint endpoint) {
    if (!(endpoint instanceof Endpoint.Process)) {
      return Stream.of();
    }
    return means.children().apply(name).stream()
        .filter(status -> !status.running() && !status.lastError().isEmpty())
        .map(status -> "its program does not run: " + status.lastError());
  }

  private Stream<String> failing(String kind, String name) {
    int done = 0;
    int failed = 0;
    for (var each : uses.entrySet()) {
      boolean own =
          each.getKey().equals(name)
              || kind.equals("tool") && each.getKey().startsWith(name + ".")
              || kind.equals("agent") && each.getKey().endsWith(" for " + name);
      done += own ? each.getValue().done() : 0;
      failed += own ? each.getValue().failed() : 0;
    }
    int ended = done + failed;
    return ended >= CALLS && failed * ONE_IN >= ended
        ? Stream.of("%d of %d calls failed in the last day".formatted(failed, ended))
        : Stream.of();
  }
}
