package dev.fermata.server.api.a2a;

import dev.fermata.house.HouseState;
import dev.fermata.house.HouseState.Published;
import dev.fermata.server.api.operation.Means;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** The published workflows as skills: of each the version that was published last. */
final class Skills {
  private static final BinaryOperator<Published> LATER =
      BinaryOperator.maxBy(Comparator.comparing(Published::at, Comparator.<Instant>naturalOrder()));

  private Skills() {}

  private static Map<String, Published> latest(HouseState house) {
    return house.workflows().values().stream()
        .collect(
            Collectors.toMap(
                p -> p.id().namespace() + "/" + p.id().name(), p -> p, LATER, TreeMap::new));
  }

  static List<String> names(HouseState house) {
    return List.copyOf(latest(house).keySet());
  }

  static List<Workflow> all(Means means) {
    return latest(means.engine().house()).values().stream()
        .flatMap(published -> means.engine().definition(published.digest()).stream())
        .toList();
  }
}
