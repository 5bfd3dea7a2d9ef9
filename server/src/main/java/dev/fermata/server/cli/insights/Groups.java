package dev.fermata.server.cli.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How runs went for groups of people, told of no group that is so small that it tells of persons.
 */
final class Groups {
  /** A share of fewer is not told. */
  static final int LEAST = 10;

  /** The quantile of the normal distribution for 95 of 100, both sides. */
  private static final double Z = 1.959964;

  private static final double THOUSAND = 1000;

  private final SortedMap<String, Group> groups = new TreeMap<>();

  /**
   * How a run went.
   *
   * @param good whether it turned out well, as somebody reported; empty if nobody has
   */
  record Went(boolean approved, boolean faulted, Optional<Boolean> good) {}

  private static final class Group {
    private int runs;
    private int approved;
    private int faulted;
    private int good;
    private int reported;
  }

  void add(String value, Went went) {
    Group group = groups.computeIfAbsent(value, _ -> new Group());
    group.runs++;
    group.approved += went.approved() ? 1 : 0;
    group.faulted += went.faulted() ? 1 : 0;
    group.reported += went.good().isPresent() ? 1 : 0;
    group.good += went.good().orElse(false) ? 1 : 0;
  }

  /**
   * @param approval whether it is known which runs were approved
   */
  ObjectNode told(boolean approval) {
    ObjectNode tree = Json.object();
    ArrayNode items = tree.putArray("items");
    Predicate<Group> small = group -> group.runs < LEAST;
    groups.forEach((value, group) -> {
      if (small.test(group)) return;
      ObjectNode item = items.addObject().put("value", value).put("runs", group.runs);
      if (approval) share(item, "approved", group.approved, group.runs);
      share(item, "errors", group.faulted, group.runs);
      share(item, "stood", group.good, group.reported);
    });
    tree.put("least", LEAST);
    return tree.put("tooSmall", groups.values().stream().filter(small).count());
  }

  /** A share with the interval of Wilson (1927) in which it is with 95 of 100. */
  static void share(ObjectNode item, String name, int part, int whole) {
    if (whole < LEAST) return;
    double share = (double) part / whole;
    double spread = Z * Z / whole;
    double middle = (share + spread / 2) / (1 + spread);
    double half = Z * Math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread);
    item.putObject(name)
        .put("of", whole)
        .put("count", part)
        .put("share", rounded(share))
        .put("low", rounded(Math.max(0, middle - half)))
        .put("high", rounded(Math.min(1, middle + half)));
  }

  private static double rounded(double share) {
    return Math.round(share * THOUSAND) / THOUSAND;
  }
}
