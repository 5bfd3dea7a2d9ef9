package dev.fermata.adapter.model;

import dev.fermata.adapter.model.talk.Dialect;
import dev.fermata.roster.Endpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of each service, by its address and model, until the server ends. Thread-safe. */
final class Lines {
  /** How many services are remembered; a roster that changes for ever must not fill the memory. */
  static final int LIMIT = 1_000;

  private final Map<Name, Line> lines = new ConcurrentHashMap<>();

  /** Which service. */
  private record Name(Endpoint.Api api, String url, String model) {}

  /** One service: whether it is called, and what it does not take. */
  record Line(Circuit circuit, Set<Dialect.Concession> concessions) {
    private static Line fresh() {
      return new Line(new Circuit(), ConcurrentHashMap.newKeySet());
    }
  }

  Line of(Endpoint.Service service) {
    if (lines.size() >= LIMIT) {
      lines.clear();
    }
    var name = new Name(service.api(), service.url(), service.model());
    return lines.computeIfAbsent(name, _ -> Line.fresh());
  }

  List<CircuitState> states(Instant now) {
    return lines.entrySet().stream()
        .map(each -> {
          Name name = each.getKey();
          return each.getValue().circuit().state(name.url(), name.model(), now);
        })
        .sorted(Comparator.comparing(CircuitState::url).thenComparing(CircuitState::model))
        .toList();
  }
}
