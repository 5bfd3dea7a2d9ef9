package dev.fermata.adapter.elk;

import dev.fermata.workflow.graph.Direction;
import dev.fermata.workflow.graph.Layout.Link;
import dev.fermata.workflow.graph.Layout.Placed;
import dev.fermata.workflow.graph.Layout.Plan;
import dev.fermata.workflow.graph.Layout.Point;
import dev.fermata.workflow.graph.Layout.Route;
import dev.fermata.workflow.graph.Layout.Size;
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

/** What of {@link ElkLayout} needs ELK's classes. */
final class Layered {
  /** Up to here boxes are placed so that lines are straight; it takes too long for more. */
  private static final int STRAIGHT_LIMIT = 120;

  private static final int SEED = 1;
  private static final double BETWEEN_BOXES = 24;
  private static final double BETWEEN_LAYERS = 36;
  private static final double BESIDE_LINES = 12;

  static {
    // Until its options are known to ELK, it cannot copy their values.
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  private Layered() {}

  static Placed place(Plan plan) {
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
    new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
    return new Placed(
        new Size(graph.getWidth(), graph.getHeight()),
        boxes.stream().map(box -> new Point(box.getX(), box.getY())).toList(),
        lines.stream().map(Layered::route).toList());
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
