package dev.fermata.server.api.operation.graph;

import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Digest;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Graph;
import dev.fermata.workflow.graph.Layout;
import java.util.LinkedHashMap;
import java.util.Map;

/** The graphs that were asked for last; each is made once. Safe for use by many threads. */
final class Drawn {
  /** How many graphs are kept. */
  private static final int KEPT = 64;

  private final Layout layout;
  private final Map<Digest, Graph> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

  Drawn(Layout layout) {
    this.layout = layout;
  }

  Graph of(Workflow workflow) {
    synchronized (kept) {
      Graph known = kept.get(workflow.digest());
      if (known != null) {
        return known;
      }
    }
    Graph graph = fresh(workflow);
    synchronized (kept) {
      kept.put(workflow.digest(), graph);
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return graph;
  }

  private Graph fresh(Workflow workflow) {
    try {
      return Graph.of(workflow, layout);
    } catch (Graph.TooLarge e) {
      throw Refusal.of(
          "too-large", 422, "The workflow is too large to draw", String.valueOf(e.getMessage()));
    }
  }
}
