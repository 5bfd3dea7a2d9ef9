package dev.fermata.adapter.elk;

import dev.fermata.workflow.graph.Layout;
import java.util.List;

/**
 * The layered algorithm of ELK, with chance always drawn from the same seed. Its jars are signed,
 * so that no cache holds their classes: they are loaded when the first graph is drawn.
 */
public final class ElkLayout implements Layout {
  @Override
  public Placed place(Plan plan) {
    return plan.boxes().isEmpty()
        ? new Placed(new Size(0, 0), List.of(), List.of())
        : Layered.place(plan);
  }
}
