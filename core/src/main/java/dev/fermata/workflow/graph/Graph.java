package dev.fermata.workflow.graph;

import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.util.List;

/**
 * A workflow as a picture, in pixels. It depends on the definition alone, so that it is made once
 * for each version.
 */
public record Graph(
    Direction direction, double width, double height, List<Node> nodes, List<Edge> edges) {
  /** What has more boxes than this is not drawn. */
  public static final int BOX_LIMIT = 2_000;

  public Graph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** Draws a workflow; {@link TooLarge} where it has too many steps. */
  public static Graph of(Workflow workflow, Layout layout) {
    Sketch sketch = Sketching.of(workflow);
    int size = sketch.size();
    if (size > BOX_LIMIT) {
      throw new TooLarge(size);
    }
    return new Drawing(layout).graph(sketch);
  }

  /** The workflow has too many steps for a picture. */
  public static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(int size) {
      super(
          "the graph has "
              + size
              + " boxes, and at most "
              + BOX_LIMIT
              + " are drawn; read the outline instead, or break the workflow into several");
    }
  }

  /**
   * A box. What contains others stands before them.
   *
   * @param step the part of the document that it stands for
   * @param title all that it says, where the detail is cut short
   * @param when the condition under which it is done at all; else empty
   * @param people whether it waits for a person
   * @param parent the box around; empty for none
   */
  public record Node(
      String id,
      StepId step,
      Kind kind,
      String label,
      String detail,
      String title,
      String when,
      boolean people,
      String parent,
      Area area) {}

  /**
   * A line.
   *
   * @param labelled where the label stands; without size if there is none
   * @param back whether it leads back to a step above
   * @param error whether it is taken only where something fails
   */
  public record Edge(
      String id,
      String from,
      String to,
      String label,
      Area labelled,
      List<Layout.Point> points,
      boolean back,
      boolean error) {
    public Edge {
      points = List.copyOf(points);
    }
  }

  public record Area(double x, double y, double width, double height) {}
}
