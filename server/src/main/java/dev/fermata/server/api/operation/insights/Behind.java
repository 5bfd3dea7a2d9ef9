package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.operation.Means;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Work;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The runs behind a figure, with the piece of work or the word that counted. */
final class Behind {
  private final Means means;

  Behind(Means means) {
    this.means = means;
  }

  static boolean reviews(Optional<Measure> figure) {
    return figure.filter(measure -> measure.rows() == Measure.Rows.REVIEWS).isPresent();
  }

  /**
   * @param persons whether whoever asks may see who decided
   */
  ObjectNode of(Filter filter, boolean persons) {
    Insights insights = means.insights();
    if (reviews(filter.figure())) {
      return listed(
          insights.reviews(filter), filter, (tree, row) -> review(tree, row.of(), persons));
    }
    if (filter.figure().isEmpty() || filter.figure().get().rows() == Measure.Rows.RUNS) {
      return listed(insights.runs(filter), filter, (tree, row) -> {});
    }
    return listed(insights.works(filter), filter, Behind::work);
  }

  private static <T> ObjectNode listed(
      List<Row<T>> rows, Filter filter, BiConsumer<ObjectNode, Row<T>> more) {
    ObjectNode tree = Json.object();
    ArrayNode items = tree.putArray("items");
    for (Row<T> row : rows) {
      ObjectNode item = items.addObject();
      run(item, row.ran());
      more.accept(item, row);
    }
    if (rows.size() == filter.limit()) {
      tree.put("next", Asked.text(rows.getLast().at()));
    }
    return tree;
  }

  private static void run(ObjectNode item, Ran ran) {
    item.put("run", ran.id().value()).put("workflow", ran.workflow().toString());
    item.put("owner", ran.owner()).put("started", ran.started().toString());
    ran.ended().ifPresent(at -> item.put("ended", at.toString()).put("totalMs", ran.totalMs()));
    item.put("result", ran.result());
    if (!ran.error().isEmpty()) {
      item.put("error", ran.error());
    }
    ArrayNode cost = item.putArray("cost");
    ran.cost()
        .forEach((currency, sum) ->
            cost.addObject()
                .put("amount", new Money(sum, currency).amount())
                .put("currency", currency));
    item.put("waitedMs", ran.waitedMs()).put("humanMs", ran.humanMs());
    ran.good().ifPresent(good -> item.put("good", good));
    if (ran.erased()) {
      item.put("erased", true);
    }
  }

  private static void work(ObjectNode item, Row<Work> row) {
    Work work = row.of();
    ObjectNode tree = item.putObject("work");
    tree.put("id", work.id()).put("step", work.step()).put("kind", work.doer().kind().word());
    if (work.doer().kind() != Work.Kind.TASK) {
      tree.put("who", work.doer().name()).put("version", work.doer().version());
    } else {
      tree.put("task", work.doer().version()).put("team", work.doer().team());
    }
    tree.put("began", work.time().began().toString());
    work.time().ended().ifPresent(at -> tree.put("ended", at.toString()));
    tree.put("result", work.fate().result().word());
    if (!work.fate().error().isEmpty()) {
      tree.put("error", work.fate().error());
    }
    work.fate().confidence().ifPresent(sure -> tree.put("confidence", sure));
    work.stood(row.ran().good()).ifPresent(stood -> tree.put("stood", stood));
    tree.put("attempts", work.spent().attempts());
    tree.put("workMs", work.time().workMs()).put("queueMs", work.time().queueMs());
    tree.put("peopleMs", work.time().peopleMs());
    if (!work.spent().currency().isEmpty()) {
      var money = new Money(work.spent().amount(), work.spent().currency());
      tree.putObject("cost").put("amount", money.amount()).put("currency", money.currency());
    }
    tree.put("tokens", work.spent().tokensIn() + work.spent().tokensOut());
  }

  private static void review(ObjectNode item, Review review, boolean persons) {
    ObjectNode tree = item.putObject("review");
    tree.put("task", review.task()).put("step", review.step()).put("kind", review.kind());
    tree.put("team", review.asked());
    if (persons) {
      tree.put("person", review.person());
    }
    tree.put("opened", review.began().toString()).put("decided", review.decided().toString());
    review.dwellMs().ifPresent(ms -> tree.put("dwellMs", ms));
    tree.put("opinions", review.opinions()).put("against", review.against());
    tree.put("overrode", review.overrode()).put("blind", review.blind());
    tree.put("moved", review.moved()).put("chars", review.chars());
    if (!review.risk().isEmpty()) {
      tree.put("risk", review.risk());
    }
  }
}
