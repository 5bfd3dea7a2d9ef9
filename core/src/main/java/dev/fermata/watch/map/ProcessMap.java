package dev.fermata.watch.map;

import dev.fermata.value.RunId;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How work really went from hand to hand in some runs: who did which step how often, what followed
 * upon what, and where it waited. Members of one step that work side by side stand side by side.
 *
 * @param runs how many runs it is made of
 */
public record ProcessMap(int runs, List<Node> nodes, List<Edge> edges) {
  private static final double HALF = 0.5;
  private static final String START = "start";
  private static final String END = "end";

  public ProcessMap {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /**
   * Somebody at a step.
   *
   * @param kind that of the work; {@code start} and {@code end} for where runs begin and end
   * @param who an agent, a tool, a team, a workflow
   * @param count how often
   * @param p50Ms half took at most so long, from its beginning to its end
   * @param waitMs the mean time of each in a queue, before people or held
   * @param heat its share of the longest mean wait, from 0 to 1
   */
  public record Node(
      String id,
      String step,
      String kind,
      String who,
      long count,
      long p50Ms,
      long waitMs,
      double heat) {}

  /**
   * What followed upon what.
   *
   * @param waitMs the mean time from the end of the one to the beginning of the other
   */
  public record Edge(String from, String to, long count, long waitMs, double heat) {}

  /** A node while it is counted. */
  private static final class Counted {
    private final String step;
    private final String kind;
    private final String who;
    private final List<Long> took = new ArrayList<>();
    private long count;
    private long waited;
    private long offset;

    Counted(String step, String kind, String who) {
      this.step = step;
      this.kind = kind;
      this.who = who;
    }

    /** How long after the run's start it was, in the mean: what comes first stands first. */
    long place() {
      return kind.equals(END) ? Long.MAX_VALUE : count == 0 ? 0 : offset / count;
    }

    long mean() {
      return count == 0 ? 0 : waited / count;
    }
  }

  /** Works of one step, side by side, or the task that follows upon them. */
  private record Group(String step, boolean task, List<Work> works) {
    Instant began() {
      return works.stream().map(w -> w.time().began()).min(Instant::compareTo).orElseThrow();
    }

    Instant ended() {
      return works.stream()
          .map(w -> w.time().ended().orElse(w.time().since()))
          .max(Instant::compareTo)
          .orElseThrow();
    }
  }

  private static final class Making {
    private final Map<String, Counted> nodes = new LinkedHashMap<>();
    private final Map<List<String>, Counted> edges = new LinkedHashMap<>();

    void run(Ran ran, List<Work> works) {
      List<Group> groups = groups(works);
      if (groups.isEmpty()) {
        return;
      }
      node(START, "", START, "").count++;
      List<String> before = List.of(START);
      Instant at = ran.started();
      for (Group group : groups) {
        List<String> here = group.works().stream().map(w -> node(w, ran)).distinct().toList();
        link(before, here, at, group.began());
        before = here;
        at = group.ended();
      }
      if (ran.ended().isPresent()) {
        node(END, "", END, "").count++;
        link(before, List.of(END), at, ran.ended().get());
      }
    }

    /** As runs come to them, with as little as possible that leads back. */
    List<String> order() {
      List<String> first =
          nodes.entrySet().stream()
              .sorted(Comparator.comparingLong(each -> each.getValue().place()))
              .map(Map.Entry::getKey)
              .toList();
      Map<List<String>, Long> ways = new LinkedHashMap<>();
      edges.forEach((ends, edge) -> ways.put(ends, edge.count));
      return Order.of(first, ways);
    }

    private void link(List<String> from, List<String> to, Instant left, Instant came) {
      long ms = Math.max(0, Duration.between(left, came).toMillis());
      for (String one : from) {
        for (String other : to) {
          Counted edge = edges.computeIfAbsent(List.of(one, other), _ -> new Counted("", "", ""));
          edge.count++;
          edge.waited += ms;
        }
      }
    }

    private Counted node(String id, String step, String kind, String who) {
      return nodes.computeIfAbsent(id, _ -> new Counted(step, kind, who));
    }

    private String node(Work work, Ran ran) {
      boolean task = work.doer().kind() == Work.Kind.TASK;
      String who = task ? work.doer().team() : work.doer().name();
      String id = work.step() + " · " + who;
      Counted node = node(id, work.step(), work.doer().kind().word(), who);
      node.count++;
      Work.Clocked time = work.time();
      node.offset += Math.max(0, Duration.between(ran.started(), time.began()).toMillis());
      node.waited += time.queueMs() + time.heldMs() + time.peopleMs();
      node.took.add(time.totalMs());
      return id;
    }

    private static List<Group> groups(List<Work> works) {
      List<Group> groups = new ArrayList<>();
      works.stream()
          .filter(w -> w.doer().kind() != Work.Kind.MODEL)
          .sorted(Comparator.comparing((Work w) -> w.time().began()).thenComparing(Work::id))
          .forEach(work -> {
            boolean task = work.doer().kind() == Work.Kind.TASK;
            Group last = groups.isEmpty() ? null : groups.getLast();
            if (last == null || !last.step().equals(work.step()) || last.task() != task) {
              last = new Group(work.step(), task, new ArrayList<>());
              groups.add(last);
            }
            last.works().add(work);
          });
      return groups;
    }
  }

  /** Of those runs, with what was done in each. */
  public static ProcessMap of(Map<RunId, Ran> runs, Map<RunId, List<Work>> works) {
    var making = new Making();
    new TreeMap<>(runs).forEach((id, ran) -> making.run(ran, works.getOrDefault(id, List.of())));
    long longest = making.nodes.values().stream().mapToLong(Counted::mean).max().orElse(0);
    long between = making.edges.values().stream().mapToLong(Counted::mean).max().orElse(0);
    List<Node> nodes = new ArrayList<>();
    making
        .order()
        .forEach(id -> nodes.add(shown(id, Objects.requireNonNull(making.nodes.get(id)), longest)));
    List<Edge> edges = new ArrayList<>();
    making.edges.forEach((ends, edge) ->
        edges.add(
            new Edge(
                ends.getFirst(),
                ends.getLast(),
                edge.count,
                edge.mean(),
                heat(edge.mean(), between))));
    return new ProcessMap(runs.size(), nodes, edges);
  }

  private static Node shown(String id, Counted node, long longest) {
    return new Node(
        id,
        node.step,
        node.kind,
        node.who,
        node.count,
        middle(node.took),
        node.mean(),
        heat(node.mean(), longest));
  }

  private static double heat(long mean, long longest) {
    return longest == 0 ? 0 : Math.round(1000.0 * mean / longest) / 1000.0;
  }

  private static long middle(List<Long> took) {
    List<Long> sorted = took.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(HALF * sorted.size()) - 1);
  }
}
