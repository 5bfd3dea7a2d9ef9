package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is remembered of one run under way: digests, names and times, nothing of its data. */
final class LiveRun {
  /** How many different calls of one run are counted; the one made longest ago is forgotten. */
  private static final int CALLS = 64;

  /** How many of the latest steps are looked at for going to and fro. */
  private static final int PATH = 8;

  /** On which visit of a step going to and fro is said; a repair or two is no loop. */
  private static final int VISITS = 4;

  /** How many opinions of panels are remembered. */
  private static final int OPINIONS = 64;

  private final String workflow;
  private final String subject;
  private final Map<String, Under> underWay = new LinkedHashMap<>();
  private final Map<String, Integer> calls = new LinkedHashMap<>();
  private final Map<String, String> opinions = new LinkedHashMap<>();
  private final List<String> path = new ArrayList<>();
  private int plans;

  /**
   * A call under way, or one that is held.
   *
   * @param to whom it goes
   */
  record Under(String to, Instant since, boolean held) {}

  /**
   * @param workflow without its version
   * @param subject the digest of it; empty for none
   */
  LiveRun(String workflow, String subject) {
    this.workflow = workflow;
    this.subject = subject;
  }

  static LiveRun of(JsonNode kept) {
    var run = new LiveRun(kept.path("workflow").asText(), kept.path("subject").asText());
    kept.path("underWay")
        .properties()
        .forEach(each -> {
          JsonNode v = each.getValue();
          Instant since = Instant.ofEpochMilli(v.path(1).asLong());
          run.underWay.put(
              each.getKey(), new Under(v.path(0).asText(), since, v.path(2).asBoolean()));
        });
    kept.path("calls").properties().forEach(e -> run.calls.put(e.getKey(), e.getValue().asInt()));
    kept.path("opinions")
        .properties()
        .forEach(e -> run.opinions.put(e.getKey(), e.getValue().asText()));
    kept.path("path").forEach(each -> run.path.add(each.asText()));
    run.plans = kept.path("plans").asInt();
    return run;
  }

  ObjectNode kept() {
    ObjectNode tree = Json.object().put("workflow", workflow).put("subject", subject);
    ObjectNode under = tree.putObject("underWay");
    underWay.forEach(
        (key, u) -> under.putArray(key).add(u.to()).add(u.since().toEpochMilli()).add(u.held()));
    ObjectNode counts = tree.putObject("calls");
    calls.forEach(counts::put);
    ObjectNode said = tree.putObject("opinions");
    opinions.forEach(said::put);
    ArrayNode steps = tree.putArray("path");
    path.forEach(steps::add);
    return tree.put("plans", plans);
  }

  String workflow() {
    return workflow;
  }

  String subject() {
    return subject;
  }

  Map<String, Under> underWay() {
    return underWay;
  }

  /** How often the run has made this call there, with this one. */
  int made(String call) {
    int count = Optional.ofNullable(calls.remove(call)).orElse(0) + 1;
    calls.put(call, count);
    if (calls.size() > CALLS) {
      calls.remove(calls.keySet().iterator().next());
    }
    return count;
  }

  /** Who gives a panel that opinion. */
  void asked(Place panel, String member, String agent) {
    if (opinions.size() < OPINIONS) {
      opinions.put(panel.path() + "#" + member, agent);
    }
  }

  Optional<String> opinion(Place panel, String member) {
    return Optional.ofNullable(opinions.remove(panel.path() + "#" + member));
  }

  int planned() {
    return ++plans;
  }

  /**
   * The run comes to a step.
   *
   * @return the two steps that it goes to and fro between; empty if it does not
   */
  Optional<String> came(Place place) {
    String here = place.parent().path() + "\n" + place.step();
    if (!path.isEmpty() && path.getLast().equals(here)) {
      return Optional.empty();
    }
    path.add(here);
    if (path.size() > PATH) {
      path.removeFirst();
    }
    if (path.size() < PATH || visit(place) < VISITS) {
      return Optional.empty();
    }
    for (int i = 2; i < PATH; i++) {
      if (!path.get(i).equals(path.get(i - 2))) {
        return Optional.empty();
      }
    }
    String other = path.get(PATH - 2);
    boolean sameBlock = other.startsWith(place.parent().path() + "\n");
    return sameBlock
        ? Optional.of(
            "'" + other.substring(other.indexOf('\n') + 1) + "' and '" + place.step() + "'")
        : Optional.empty();
  }

  private static int visit(Place place) {
    String last = place.last();
    int mark = last.lastIndexOf('~');
    return mark < 0 ? 1 : Integer.parseInt(last.substring(mark + 1));
  }
}
