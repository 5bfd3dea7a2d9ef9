package dev.fermata.workflow.graph;

import java.util.List;

/**
 * Gives boxes their places and lines their ways, layer after layer. Equal plans get equal places,
 * on every machine. No two boxes overlap, and no line crosses a box that it does not belong to.
 */
public interface Layout {
  Placed place(Plan plan);

  /**
   * @param boxes in the order of the document
   * @param links in the order of the document
   */
  record Plan(Direction direction, List<Size> boxes, List<Link> links) {
    public Plan {
      boxes = List.copyOf(boxes);
      links = List.copyOf(links);
    }
  }

  /** In pixels. */
  record Size(double width, double height) {
    static final Size NONE = new Size(0, 0);
  }

  /**
   * @param from index of a box
   * @param to index of a box
   * @param label how large the label is; zero for none
   */
  record Link(int from, int to, Size label) {}

  /**
   * @param boxes the left upper corner of each
   * @param routes of each link
   */
  record Placed(Size size, List<Point> boxes, List<Route> routes) {
    public Placed {
      boxes = List.copyOf(boxes);
      routes = List.copyOf(routes);
    }
  }

  record Point(double x, double y) {}

  /**
   * @param points from the first box to the second
   * @param label the left upper corner of the label; where the way begins if there is none
   */
  record Route(List<Point> points, Point label) {
    public Route {
      points = List.copyOf(points);
    }
  }
}
