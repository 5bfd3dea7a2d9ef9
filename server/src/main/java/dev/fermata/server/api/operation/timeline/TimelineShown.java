package dev.fermata.server.api.operation.timeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.run.timeline.Timeline;
import dev.fermata.run.timeline.Timeline.Row;
import dev.fermata.run.timeline.Timeline.Spent;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.workflow.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A timeline as the API shows it. */
public final class TimelineShown {
  private TimelineShown() {}

  static ObjectNode of(RunRow run, Timeline timeline, Map<StepId, Duration> usual, Instant now) {
    ObjectNode tree =
        Json.object()
            .put("run", run.id().value())
            .put("workflow", run.workflow().toString())
            .put("started", timeline.started().orElse(run.started()).toString());
    timeline.ended().ifPresent(at -> tree.put("ended", at.toString()));
    tree.put("now", now.toString()).put("status", run.status().word());
    spent(tree, timeline.spent());
    tree.put("tokens", timeline.spent().tokens());
    var rows = tree.putArray("rows");
    for (Row row : timeline.rows()) {
      ObjectNode shown = row(row);
      Optional.ofNullable(usual.get(row.step()))
          .ifPresent(time -> shown.put("usually", time.toMillis()));
      rows.add(shown);
    }
    return tree.put("more", timeline.more());
  }

  /** The rows alone. */
  public static ArrayNode rows(Timeline timeline) {
    ArrayNode rows = Json.object().putArray("rows");
    timeline.rows().forEach(row -> rows.add(row(row)));
    return rows;
  }

  private static ObjectNode row(Row row) {
    ObjectNode tree =
        Json.object()
            .put("place", row.place())
            .put("step", row.step().pointer())
            .put("depth", row.depth())
            .put("label", row.label())
            .put("kind", row.kind().word())
            .put("state", row.state().word())
            .put("attempt", row.attempt());
    if (row.rounds() > 0) {
      tree.put("rounds", row.rounds());
    }
    row.from().ifPresent(at -> tree.put("from", at.toString()));
    row.to().ifPresent(at -> tree.put("to", at.toString()));
    var spans = tree.putArray("spans");
    row.spans()
        .forEach(span -> {
          ObjectNode shown =
              spans.addObject().put("kind", span.use().word()).put("from", span.from().toString());
          span.to().ifPresent(at -> shown.put("to", at.toString()));
        });
    spent(tree, row.spent());
    if (row.spent().tokens() > 0) {
      tree.put("tokens", row.spent().tokens());
    }
    var effects = tree.putArray("effects");
    row.effects().forEach(key -> effects.add(key.toString()));
    var tasks = tree.putArray("tasks");
    row.tasks().forEach(task -> tasks.add(task.value()));
    return tree;
  }

  /** The cost, if all of it is in one currency; else what it is in each. */
  private static void spent(ObjectNode tree, Spent spent) {
    var all = Json.object().putArray("costs");
    spent.millionths().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> {
          var money = new Money(each.getValue(), each.getKey());
          all.addObject().put("amount", money.amount()).put("currency", money.currency());
        });
    if (all.size() == 1) {
      tree.set("cost", all.get(0));
    } else if (!all.isEmpty()) {
      tree.set("costs", all);
    }
  }
}
