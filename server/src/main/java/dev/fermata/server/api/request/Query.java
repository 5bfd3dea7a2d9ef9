package dev.fermata.server.api.request;

import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind the question mark. */
public record Query(Map<String, List<String>> values) {
  public static final Query NONE = new Query(Map.of());

  /** The longest value that is read. */
  private static final int VALUE_CHARS = 1_000;

  public Query {
    values = Map.copyOf(values);
    values.forEach((name, all) -> {
      if (all.stream().anyMatch(v -> v.length() > VALUE_CHARS)) {
        throw Refusal.badRequest("'" + name + "' has over " + VALUE_CHARS + " characters");
      }
    });
  }

  /** Refuses what the act does not know. */
  public void check(Collection<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        String all = known.isEmpty() ? "it takes none" : "it takes " + String.join(", ", known);
        throw Refusal.badRequest(
            "'"
                + Body.shown(name)
                + "' is no query parameter here; "
                + all
                + "."
                + Nearest.hint(Body.shown(name), known));
      }
    }
  }

  public Optional<String> text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw Refusal.badRequest("'" + name + "' stands more than once; give it once");
    }
    return all.stream().findFirst().filter(v -> !v.isEmpty());
  }

  /** All values, also of one that is separated by commas. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (String value : values.getOrDefault(name, List.of())) {
      for (String part : value.split(",", -1)) {
        if (!part.isBlank()) {
          texts.add(part.strip());
        }
      }
    }
    return texts;
  }

  public boolean flag(String name) {
    return switch (text(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Refusal.badRequest("'" + name + "' is neither true nor false");
    };
  }

  public Optional<Long> number(String name, long least, long most) {
    return text(name)
        .map(text -> {
          try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException e) {
            // Told below, as for a number that is out of its bounds.
          }
          throw Refusal.badRequest(
              "'" + name + "' is not a whole number from " + least + " to " + most);
        });
  }
}
