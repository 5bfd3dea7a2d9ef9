package dev.fermata.run.timeline;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Usage;
import dev.fermata.run.timeline.Timeline.Row;
import dev.fermata.run.timeline.Timeline.Span;
import dev.fermata.run.timeline.Timeline.Spent;
import dev.fermata.run.timeline.Timeline.State;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.graph.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row while facts are still read. */
final class Draft {
  final String place;
  private final StepId step;
  private final String label;
  private final Kind kind;
  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Span> open = new LinkedHashMap<>();
  private final Map<String, Long> cost = new HashMap<>();
  private final Set<EffectKey> effects = new LinkedHashSet<>();
  private final Set<TaskId> tasks = new LinkedHashSet<>();
  private final Set<EffectKey> doubts = new LinkedHashSet<>();
  private long tokens;
  private @Nullable Instant from;
  private @Nullable Instant to;
  private @Nullable State end;
  int attempt = 1;
  int rounds;

  /** How many rounds are under way, for the row that stands for many. */
  int active;

  boolean raised;

  Draft(String place, StepId step, String label, Kind kind) {
    this.place = place;
    this.step = step;
    this.label = label;
    this.kind = kind;
  }

  /** Begins, or begins once more. */
  void begin(Instant at) {
    if (end != null && active == 0) {
      attempt++;
    }
    from = from == null ? at : from;
    to = null;
    end = null;
    raised = false;
  }

  void end(State state, Instant at) {
    end = state;
    to = at;
    List.copyOf(open.keySet()).forEach(key -> close(key, at));
  }

  boolean isEnded() {
    return end != null;
  }

  /** A span begins; what the same thing did before is over. */
  void open(String key, Span.Use use, Instant at) {
    close(key, at);
    open.put(key, new Span(use, at, Optional.empty()));
  }

  void close(String key, Instant at) {
    Span span = open.remove(key);
    if (span != null && spans.size() < Timeline.PART_LIMIT && !span.from().equals(at)) {
      spans.add(new Span(span.use(), span.from(), Optional.of(at)));
    }
  }

  void effect(EffectKey key) {
    if (effects.size() < Timeline.PART_LIMIT) {
      effects.add(key);
    }
  }

  void doubt(EffectKey key) {
    doubts.add(key);
  }

  void known(EffectKey key) {
    doubts.remove(key);
  }

  void task(TaskId task) {
    if (tasks.size() < Timeline.PART_LIMIT) {
      tasks.add(task);
    }
  }

  void spend(Usage usage) {
    tokens += usage.tokensIn() + usage.tokensOut();
    usage.cost().ifPresent(c -> cost.merge(c.currency(), c.millionths(), Long::sum));
  }

  private State state() {
    if (!doubts.isEmpty()) {
      return State.IN_DOUBT;
    }
    if (end != null) {
      return end;
    }
    Set<Span.Use> uses = new LinkedHashSet<>();
    open.values().forEach(span -> uses.add(span.use()));
    if (uses.contains(Span.Use.HOLD)) {
      return State.HELD;
    }
    boolean works = uses.contains(Span.Use.WORK) || uses.contains(Span.Use.QUEUE);
    return uses.contains(Span.Use.PERSON) && !works ? State.WAITING : State.RUNNING;
  }

  Row row(int depth) {
    List<Span> all = new ArrayList<>(spans);
    open.values().stream().limit(Timeline.PART_LIMIT).forEach(all::add);
    return new Row(
        place,
        step,
        depth,
        label,
        kind,
        state(),
        attempt,
        rounds,
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        all,
        new Spent(cost, tokens),
        List.copyOf(effects),
        List.copyOf(tasks));
  }
}
