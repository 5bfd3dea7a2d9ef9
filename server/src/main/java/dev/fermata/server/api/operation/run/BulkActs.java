package dev.fermata.server.api.operation.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Tally;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.find.Sought;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * Steers all runs that fit a filter, the newest first: a page with each request, so that none takes
 * long and whoever asks can stop.
 */
public final class BulkActs {
  /** How many runs one request steers. */
  static final int PAGE = 500;

  /** How many of those that refused are told by name. */
  private static final int TOLD = 20;

  private static final Set<RunStatus> LIVE =
      EnumSet.of(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.PAUSED, RunStatus.HELD);

  private final Means means;
  public final Act cancel;
  public final Act retry;
  public final Act pause;
  public final Act resume;

  public BulkActs(Means means) {
    this.means = means;
    this.cancel = steer(LIVE, RunSignal.Cancel::new);
    this.pause =
        steer(
            EnumSet.of(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.HELD), RunSignal.Pause::new);
    this.resume = steer(EnumSet.of(RunStatus.PAUSED), (why, by) -> new RunSignal.Resume(by));
    this.retry = steer(LIVE, (why, by) -> new RunSignal.Retry(by));
  }

  /**
   * @param possible how a run must stand, so that it can be done
   */
  private Act steer(Set<RunStatus> possible, BiFunction<String, Principal, RunSignal> signal) {
    return Act.of(
        Right.OPERATE,
        request -> {
          Body body = request.body("filter", "why", "dryRun", "before");
          Query query = new Query(words(body));
          query.check(Sought.WORDS);
          var sought =
              new Sought(
                  means.engine(), means.effects(), id -> Ids.run(means.engine().views(), id).id());
          Optional<RunId> before =
              body.nameIfAny("before").map(id -> Ids.run(means.engine().views(), id).id());
          RunFilter asked = sought.filter(query, before, PAGE);
          var statuses = EnumSet.copyOf(possible);
          if (!asked.statuses().isEmpty()) {
            statuses.retainAll(asked.statuses());
          }
          if (statuses.isEmpty()) {
            return Reply.ok(Json.object().put("count", 0).put("done", 0));
          }
          RunFilter filter = asked.standing(statuses);
          if (body.flag("dryRun")) {
            long count =
                means.engine().views().tallies(filter, 1).tallies().stream()
                    .mapToLong(Tally::runs)
                    .sum();
            return Reply.ok(Json.object().put("count", count).put("done", 0));
          }
          String why = Means.why(body, true);
          return Reply.ok(page(filter, signal.apply(why, request.principal())));
        });
  }

  private ObjectNode page(RunFilter filter, RunSignal signal) {
    List<RunRow> rows = means.engine().views().runs(filter);
    ObjectNode tree = Json.object().put("count", rows.size());
    var refused = Json.object().putArray("refused");
    long done = 0;
    List<Answer> answers = sendAll(rows, signal);
    for (int i = 0; i < rows.size(); i++) {
      switch (answers.get(i)) {
        case Answer.Accepted() -> done++;
        case Answer.Refused(var problem) -> {
          if (refused.size() < TOLD) {
            refused.addObject().put("run", rows.get(i).id().value()).put("why", problem.detail());
          }
        }
      }
    }
    tree.put("done", done).set("refused", refused);
    if (rows.size() == PAGE) {
      tree.put("next", rows.getLast().id().value());
    }
    return tree;
  }

  /** Side by side, so that the writer commits them in groups. */
  private List<Answer> sendAll(List<RunRow> rows, RunSignal signal) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> sends = new ArrayList<>();
      rows.forEach(row -> sends.add(() -> means.engine().send(row.id(), signal)));
      List<Answer> answers = new ArrayList<>();
      for (var future : threads.invokeAll(sends)) {
        answers.add(future.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.of("shutting-down", 503, "Interrupted", "some runs may have been steered");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run could not be steered", e.getCause());
    }
  }

  /** A filter's fields as the words of a query: a text, true or false, or a list of texts. */
  private static Map<String, List<String>> words(Body body) {
    JsonNode filter = body.json("filter").view();
    if (!filter.isObject()) {
      throw Refusal.badRequest("'filter' is no JSON object; send {} to mean all runs");
    }
    Map<String, List<String>> words = new HashMap<>();
    filter
        .properties()
        .forEach(field -> {
          List<String> values = new ArrayList<>();
          if (field.getValue().isArray()) {
            field.getValue().forEach(value -> values.add(value.asText()));
          } else {
            values.add(field.getValue().asText());
          }
          words.put(field.getKey(), values);
        });
    return words;
  }
}
