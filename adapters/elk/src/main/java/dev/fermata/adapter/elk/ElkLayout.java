package dev.fermata.adapter.elk;

import dev.fermata.workflow.graph.Direction;
import dev.fermata.workflow.graph.Layout;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** The layered algorithm of ELK, with chance always drawn from the same seed. */
public final class ElkLayout implements Layout {
  /** Up to here boxes are placed so that lines are straight; it takes too long for more. */
  private static final int STRAIGHT_LIMIT = 120;

  private static final int SEED = 1;
  private static final double BETWEEN_BOXES = 24;
  private static final double BETWEEN_LAYERS = 36;
  private static final double BESIDE_LINES = 12;

  /** Only who draws a graph loads ELK, which takes a while. */
  private static final class Algorithm {
    static {
      // Until its options are known to ELK, it cannot copy their values.
      LayoutMetaDataService.getInstance()
          .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    static void layOut(ElkNode graph) {
      new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
    }
  }

  @Override
  public Placed place(Plan plan) {
    if (plan.boxes().isEmpty()) {
      return new Placed(new Size(0, 0), List.of(), List.of());
    }
    ElkNode graph = graph(plan);
    List<ElkNode> boxes = new ArrayList<>();
    for (Size size : plan.boxes()) {
      ElkNode box = ElkGraphUtil.createNode(graph);
      box.setDimensions(size.width(), size.height());
      boxes.add(box);
    }
    List<ElkEdge> lines = new ArrayList<>();
    for (Link link : plan.links()) {
      lines.add(line(boxes.get(link.from()), boxes.get(link.to()), link.label()));
    }
    Algorithm.layOut(graph);
    return new Placed(
        new Size(graph.getWidth(), graph.getHeight()),
        boxes.stream().map(box -> new Point(box.getX(), box.getY())).toList(),
        lines.stream().map(ElkLayout::route).toList());
  }

  private static ElkNode graph(Plan plan) {
    ElkNode graph = ElkGraphUtil.createGraph();
    boolean right = plan.direction() == Direction.RIGHT;
    graph.setProperty(
        LayeredOptions.DIRECTION,
        right
            ? org.eclipse.elk.core.options.Direction.RIGHT
            : org.eclipse.elk.core.options.Direction.DOWN);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(0));
    graph.setProperty(LayeredOptions.RANDOM_SEED, SEED);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    // The order of the document says what is forward, and what stands above.
    graph.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
    graph.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    graph.setProperty(
        LayeredOptions.NODE_PLACEMENT_STRATEGY,
        plan.boxes().size() <= STRAIGHT_LIMIT
            ? NodePlacementStrategy.NETWORK_SIMPLEX
            : NodePlacementStrategy.BRANDES_KOEPF);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    graph.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, BETWEEN_BOXES);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, BESIDE_LINES);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, BESIDE_LINES);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, BESIDE_LINES);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, BESIDE_LINES);
    return graph;
  }

  private static ElkEdge line(ElkNode from, ElkNode to, Size label) {
    ElkEdge line = ElkGraphUtil.createSimpleEdge(from, to);
    if (label.width() > 0) {
      ElkLabel words = ElkGraphUtil.createLabel("label", line);
      words.setDimensions(label.width(), label.height());
      words.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
    }
    return line;
  }

  private static Route route(ElkEdge line) {
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : line.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      section.getBendPoints().forEach(bend -> points.add(new Point(bend.getX(), bend.getY())));
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    Point label =
        line.getLabels().isEmpty()
            ? points.getFirst()
            : new Point(line.getLabels().getFirst().getX(), line.getLabels().getFirst().getY());
    return new Route(points, label);
  }
}
