package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How much waits for which team, and how fast it decides. No person is singled out. */
final class PeopleLoad {
  private static final int TEAMS = 50;

  private final List<Task> waiting;
  private final List<Decisions.Made> made;

  PeopleLoad(List<Task> waiting, List<Decisions.Made> made) {
    this.waiting = List.copyOf(waiting);
    this.made = List.copyOf(made);
  }

  void into(ArrayNode list, Set<String> teams, Instant now) {
    Set<String> all = new TreeSet<>(teams);
    waiting.forEach(task -> all.add(task.team()));
    made.forEach(each -> all.add(each.team()));
    all.stream().limit(TEAMS).forEach(team -> into(list.addObject(), team, now));
  }

  private void into(ObjectNode tree, String team, Instant now) {
    List<Task> own = waiting.stream().filter(task -> task.team().equals(team)).toList();
    List<Long> took = new ArrayList<>();
    for (Decisions.Made each : made) {
      if (each.team().equals(team)) {
        took.add(Duration.between(each.opened(), each.decided()).toMillis());
      }
    }
    tree.put("team", team).put("waiting", own.size());
    tree.put("claimed", own.stream().filter(t -> t.state() instanceof Task.State.Claimed).count());
    tree.put("overdue", own.stream().filter(t -> overdue(t, now)).count());
    own.stream()
        .map(Task::opened)
        .min(Instant::compareTo)
        .ifPresent(at -> tree.put("oldest", at.toString()));
    tree.put("decided", took.size());
    Medians.of(took).ifPresent(ms -> tree.put("medianMs", ms));
  }

  static boolean overdue(Task task, Instant now) {
    return task.due().filter(now::isAfter).isPresent();
  }
}
