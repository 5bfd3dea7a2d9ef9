package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.map.MapPicture;
import dev.fermata.watch.map.ProcessMap;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How work really goes from hand to hand: data for a chart, or a picture. */
public final class MapActs {
  /** How many of the runs that ended last a map is made of. */
  static final int RUNS = 500;

  private final Means means;
  public final Act map = Act.of(Right.SEE, this::map, "workflow", "since", "until", "as");

  public MapActs(Means means) {
    this.means = means;
  }

  private Reply map(Request request) {
    String workflow =
        request
            .query()
            .text("workflow")
            .orElseThrow(() -> Refusal.badRequest("'workflow' is missing; name it"));
    Span span = Asked.of(request.query()).span();
    List<Row<Ran>> ended =
        means
            .insights()
            .runs(
                new Filter(
                    Map.of(Dimension.WORKFLOW, workflow),
                    Optional.empty(),
                    "",
                    span,
                    Cursor.FIRST,
                    RUNS));
    if (ended.isEmpty()) {
      throw Refusal.notFound("insights", "no run of '" + workflow + "' has ended that is counted");
    }
    Map<RunId, Ran> runs = new HashMap<>();
    Map<RunId, List<Work>> works = new HashMap<>();
    Insights insights = means.insights();
    for (Row<Ran> row : ended) {
      runs.put(row.of().id(), row.of());
      works.put(row.of().id(), insights.works(row.of().id()));
    }
    MapPicture picture = MapPicture.of(ProcessMap.of(runs, works), means.documents().layout());
    String as = request.query().text("as").orElse("json");
    return switch (as) {
      case "json" -> Reply.ok(shown(picture, workflow, ended.size() < RUNS));
      case "svg" -> Reply.ok(Json.object().put("text", picture.svg("How " + workflow + " went")));
      default -> throw Refusal.badRequest("'as' is '" + as + "'; give json or svg");
    };
  }

  private static ObjectNode shown(MapPicture picture, String workflow, boolean whole) {
    ProcessMap map = picture.map();
    ObjectNode tree = Json.object().put("workflow", workflow);
    tree.put("runs", map.runs()).put("whole", whole);
    tree.put("width", picture.placed().size().width());
    tree.put("height", picture.placed().size().height());
    ArrayNode nodes = tree.putArray("nodes");
    for (int i = 0; i < map.nodes().size(); i++) {
      ProcessMap.Node node = map.nodes().get(i);
      var at = picture.placed().boxes().get(i);
      var size = picture.sizes().get(i);
      nodes
          .addObject()
          .put("id", node.id())
          .put("step", node.step())
          .put("kind", node.kind())
          .put("who", node.who())
          .put("count", node.count())
          .put("p50Ms", node.p50Ms())
          .put("waitMs", node.waitMs())
          .put("heat", node.heat())
          .put("x", at.x())
          .put("y", at.y())
          .put("w", size.width())
          .put("h", size.height());
    }
    ArrayNode edges = tree.putArray("edges");
    for (int i = 0; i < map.edges().size(); i++) {
      ProcessMap.Edge edge = map.edges().get(i);
      ObjectNode shown = edges.addObject().put("from", edge.from()).put("to", edge.to());
      shown.put("count", edge.count()).put("waitMs", edge.waitMs()).put("heat", edge.heat());
      shown.put("width", picture.width(edge.count()));
      ArrayNode points = shown.putArray("points");
      picture
          .placed()
          .routes()
          .get(i)
          .points()
          .forEach(p -> points.addArray().add(p.x()).add(p.y()));
    }
    return tree;
  }
}
