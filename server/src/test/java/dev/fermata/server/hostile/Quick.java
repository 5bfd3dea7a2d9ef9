package dev.fermata.server.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.testkit.model.Node;
import dev.fermata.testkit.model.Sketch;
import dev.fermata.testkit.model.Sketches;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/** A random workflow in which a real clock passes every wait that has to end. */
record Quick(long seed, Sketch sketch) {
  private static final String NEVER = Node.FOR_EVER.toString();

  /** The next sketches from that seed on which can be made quick. */
  static List<Quick> from(long seed, int count) {
    List<Quick> all = new ArrayList<>();
    for (long each = seed; all.size() < count; each++) {
      var quick = new Quick(each, Sketches.random(each));
      if (quick.fits()) {
        all.add(quick);
      }
    }
    return all;
  }

  /**
   * What is overdue must be so only after its other steps have ended, and what escalates must be
   * answered only afterwards: with short times a kill would change what is right.
   */
  private boolean fits() {
    String source = sketch.source();
    return !source.contains(Node.PATIENCE.toString()) && !source.contains("escalate");
  }

  String name() {
    return "s" + seed;
  }

  String source() {
    JsonNode tree = Json.parse(sketch.source(name())).view().deepCopy();
    hurry(tree);
    return tree.toPrettyString();
  }

  private static void hurry(JsonNode node) {
    if (node instanceof ObjectNode step) {
      shorten(step, "wait", "PT0.1S");
      shorten(step, "delay", "PT0.1S");
      if (step.path("due").asText().equals("PT4H")) {
        step.put("due", "PT0.5S");
      }
    }
    node.forEach(Quick::hurry);
  }

  private static void shorten(ObjectNode step, String field, String length) {
    boolean ends = step.path(field).isTextual() && !step.path(field).asText().equals(NEVER);
    if (ends) {
      step.put(field, length);
    }
  }
}
