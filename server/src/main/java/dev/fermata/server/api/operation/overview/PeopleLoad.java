package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How much waits for which team, and how fast it decides. No person is singled out. */
final class PeopleLoad {
  private static final int TEAMS = 50;

  private final List<Task> waiting;
  private final Map<String, Decided> decided;

  /**
   * How a team decided.
   *
   * @param medianMs from the question to the answer
   */
  record Decided(int count, long medianMs) {}

  PeopleLoad(List<Task> waiting, Map<String, Decided> decided) {
    this.waiting = List.copyOf(waiting);
    this.decided = Map.copyOf(decided);
  }

  void into(ArrayNode list, Set<String> teams, Instant now) {
    Set<String> all = new TreeSet<>(teams);
    waiting.forEach(task -> all.add(task.team()));
    all.addAll(decided.keySet());
    all.stream().limit(TEAMS).forEach(team -> into(list.addObject(), team, now));
  }

  private void into(ObjectNode tree, String team, Instant now) {
    List<Task> own = waiting.stream().filter(task -> task.team().equals(team)).toList();
    tree.put("team", team).put("waiting", own.size());
    tree.put("claimed", own.stream().filter(t -> t.state() instanceof Task.State.Claimed).count());
    tree.put("overdue", own.stream().filter(t -> overdue(t, now)).count());
    own.stream()
        .map(Task::opened)
        .min(Instant::compareTo)
        .ifPresent(at -> tree.put("oldest", at.toString()));
    Decided lately = decided.get(team);
    tree.put("decided", lately == null ? 0 : lately.count());
    if (lately != null) {
      tree.put("medianMs", lately.medianMs());
    }
  }

  static boolean overdue(Task task, Instant now) {
    return task.due().filter(now::isAfter).isPresent();
  }
}
