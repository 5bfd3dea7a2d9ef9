package dev.fermata.server.api.operation;

import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.task.FairOrder;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Which of the tasks are listed, and in which order. Of one's own tasks those that one has snoozed
 * are not listed unless they are asked for.
 */
record TaskChoice(
    Optional<String> state,
    boolean claimed,
    Optional<String> snoozed,
    Optional<String> due,
    boolean fair,
    boolean mine) {
  static TaskChoice of(Query query, boolean mine) {
    return new TaskChoice(
        word(query, "state", List.of("waiting", "handing-over", "done")),
        word(query, "claimed", List.of("me")).isPresent(),
        word(query, "snoozed", List.of("true", "false", "all")),
        word(query, "due", List.of("overdue", "soon")),
        word(query, "sort", List.of("fair", "due")).map("fair"::equals).orElse(mine),
        mine);
  }

  private static Optional<String> word(Query query, String name, List<String> words) {
    Optional<String> word = query.text(name);
    if (word.filter(w -> !words.contains(w)).isPresent()) {
      throw Refusal.badRequest("'" + name + "' is not one of " + String.join(", ", words));
    }
    return word;
  }

  boolean done() {
    return state.filter("done"::equals).isPresent();
  }

  /** Whether the store's own order and choice do. */
  boolean plain() {
    return state.isEmpty() && !claimed && snoozed.isEmpty() && due.isEmpty() && !fair;
  }

  boolean has(Task task, TaskShown.Viewer viewer) {
    boolean mineNow =
        task.state() instanceof Task.State.Claimed(var by, _) && by.equals(viewer.who().name());
    boolean dozing = TaskShown.snoozed(task, viewer).isPresent();
    return state.map(word -> word.equals(word(task))).orElse(true)
        && (!claimed || mineNow)
        && switch (snoozed.orElse(mine ? "false" : "all")) {
          case "true" -> dozing;
          case "false" -> !dozing;
          default -> true;
        }
        && due.map(word -> due(task, word, viewer.now())).orElse(true);
  }

  private static String word(Task task) {
    if (task.state() instanceof Task.State.HandingOver) {
      return "handing-over";
    }
    return task.waits() ? "waiting" : "done";
  }

  private static boolean due(Task task, String word, Instant now) {
    return word.equals("soon")
        ? FairOrder.urgent(task, now)
        : task.due().filter(now::isAfter).isPresent();
  }

  Comparator<Task> order(Instant now, ToIntFunction<Task> risk) {
    Map<TaskId, Integer> known = new HashMap<>();
    return fair
        ? FairOrder.at(now, t -> known.computeIfAbsent(t.id(), _ -> risk.applyAsInt(t)))
        : (_, _) -> 0;
  }
}
