package dev.fermata.server.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import dev.fermata.task.brief.Likeness;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Classification;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The decided tasks of late, by workflow and step: what was shown, what each agent said, what a
 * person answered and what came of it. Read from the journal when somebody asks, and kept in
 * memory; the rest is read beside. Safe for use by many threads.
 */
public final class Casebook {
  /** Cases that are kept of one step. */
  static final int CASES = 500;

  private static final int STEPS = 1_000;
  private static final int RUNS = 20_000;
  private static final int PAGE = 500;

  /** Of a long journal only the end is read. */
  private static final long ENTRIES = 200_000;

  /** What whoever asks waits for. */
  private static final int PAGES_AT_ONCE = 8;

  private final Fermata engine;
  private final Map<Step, Deque<Case>> cases = limited(STEPS);
  private final Map<TaskId, TaskFact.TaskOpened> open = limited(RUNS);
  private final Map<RunId, Begun> runs = limited(RUNS);
  private final Map<RunId, Came> outcomes = limited(RUNS);
  private long position = -1;
  private boolean reading;

  public Casebook(Fermata engine) {
    this.engine = engine;
  }

  /** A step of a workflow, whatever its version. */
  record Step(String workflow, String path, Task.Kind kind) {
    static Step of(WorkflowId workflow, Task.Kind kind, dev.fermata.value.Place place) {
      return new Step(workflow.namespace() + "/" + workflow.name(), Course.path(place), kind);
    }
  }

  private record Begun(WorkflowId workflow, Digest definition, String subject) {}

  /** What came of a run, as it was last reported. */
  record Came(JsonNode outcome, Optional<Boolean> good) {}

  /**
   * A decided task.
   *
   * @param fields what was shown, field by field
   * @param opinions by agent, what it said on the field that is compared
   * @param classes what kinds of data were shown and said
   */
  record Case(
      TaskId task,
      RunId run,
      String subject,
      Map<String, JsonNode> fields,
      Map<String, String> opinions,
      Set<Classification> classes,
      String answer,
      String by,
      Instant at) {}

  /**
   * The most similar decided cases, the most alike first.
   *
   * @param withheld how many are not shown, since they hold what the reader is not cleared for
   */
  record Alike(List<Precedent> shown, int withheld) {}

  /** A case with how alike it is. */
  record Precedent(Case found, double likeness, Optional<Came> came) {}

  /**
   * How often an agent's word was what a person then decided, and what came of those.
   *
   * @param reported of how many that stood it was reported what came of them
   * @param good how many of those turned out well
   */
  record Record(int stood, int of, int good, int reported) {}

  private static <K, V> Map<K, V> limited(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** The most similar decided cases that hold nothing but these kinds of data. */
  synchronized Alike like(
      Step step, TaskId but, Map<String, JsonNode> fields, Set<Classification> cleared, int most) {
    catchUp();
    List<Precedent> all = new ArrayList<>();
    int withheld = 0;
    for (Case each : cases.getOrDefault(step, new ArrayDeque<>())) {
      if (!cleared.containsAll(each.classes())) {
        withheld++;
      } else if (!each.task().equals(but)) {
        Optional<Came> came = Optional.ofNullable(outcomes.get(each.run()));
        all.add(new Precedent(each, Likeness.of(fields, each.fields()), came));
      }
    }
    all.sort(
        Comparator.comparingDouble(Precedent::likeness)
            .thenComparing(p -> p.found().at())
            .thenComparing(p -> p.found().task().value())
            .reversed());
    return new Alike(List.copyOf(all.subList(0, Math.min(most, all.size()))), withheld);
  }

  /**
   * How often people decided as this agent said, and what came of it, of the cases that are kept
   * and that hold nothing but these kinds of data.
   */
  synchronized Record record(Step step, String agent, Set<Classification> cleared) {
    catchUp();
    int stood = 0;
    int of = 0;
    int good = 0;
    int reported = 0;
    for (Case each : cases.getOrDefault(step, new ArrayDeque<>())) {
      String said = each.opinions().get(agent);
      if (said == null || !cleared.containsAll(each.classes())) {
        continue;
      }
      of++;
      if (said.equals(each.answer())) {
        stood++;
        Optional<Boolean> came = Optional.ofNullable(outcomes.get(each.run())).flatMap(Came::good);
        reported += came.isPresent() ? 1 : 0;
        good += came.equals(Optional.of(true)) ? 1 : 0;
      }
    }
    return new Record(stood, of, good, reported);
  }

  /** Forgets a case whose data has been erased. */
  synchronized void forget(Case erased) {
    cases.values().forEach(kept -> kept.remove(erased));
  }

  private void catchUp() {
    boolean more = read();
    if (more && !reading) {
      reading = true;
      Thread.ofVirtual().name("fermata-casebook").start(this::readOn);
    }
  }

  private void readOn() {
    try {
      boolean more = true;
      while (more) {
        more = readLocked();
      }
    } catch (JournalFailure | IllegalStateException e) {
      // The server ends, or the store cannot be read: whoever asks next tries again.
    } finally {
      stopped();
    }
  }

  private synchronized boolean readLocked() {
    return read();
  }

  private synchronized void stopped() {
    reading = false;
  }

  /** Reads on; gives whether there is more. */
  private boolean read() {
    if (position < 0) {
      position = Math.max(0, last() - ENTRIES);
    }
    for (int i = 0; i < PAGES_AT_ONCE; i++) {
      List<Journal.Stored> page = engine.tail(position, PAGE);
      for (Journal.Stored entry : page) {
        if (entry.stream().isRun()) {
          RunId run = entry.stream().run();
          entry.facts().forEach(fact -> take(run, fact, entry.at()));
        }
        position = entry.position();
      }
      if (page.size() < PAGE) {
        return false;
      }
    }
    return true;
  }

  private long last() {
    try {
      return engine.awaitAfter(0, java.time.Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private void take(RunId run, Fact fact, Instant at) {
    switch (fact) {
      case RunFact.Started f -> runs.put(run, new Begun(f.workflow(), f.definition(), f.subject()));
      case TaskFact.TaskOpened f -> open.put(f.task(), f);
      case TaskFact.TaskDecided f -> {
        TaskFact.TaskOpened opened = open.remove(f.task());
        if (opened != null) {
          decided(run, opened, f, at);
        }
      }
      case TaskFact.TaskTimedOut f -> open.remove(f.task());
      case TaskFact.TaskWithdrawn f -> open.remove(f.task());
      case RunFact.OutcomeReported f -> outcomes.put(run, new Came(f.outcome().view(), f.good()));
      default -> {}
    }
  }

  private void decided(
      RunId run, TaskFact.TaskOpened opened, TaskFact.TaskDecided fact, Instant at) {
    Optional<Begun> begun =
        Optional.ofNullable(runs.get(run)).or(() -> engine.views().run(run).map(Casebook::begun));
    if (begun.isEmpty()) {
      return;
    }
    Begun of = begun.get();
    Set<Classification> classes = EnumSet.noneOf(Classification.class);
    classes.addAll(opened.brief().show().labels().all().classes());
    classes.addAll(opened.brief().proposals().labels().all().classes());
    Deque<Case> kept =
        cases.computeIfAbsent(
            Step.of(of.workflow(), opened.kind(), opened.place()), _ -> new ArrayDeque<>());
    kept.addLast(
        new Case(
            fact.task(),
            run,
            of.subject(),
            Likeness.fields(opened.brief().show(), of.subject()),
            opinions(of, opened),
            Set.copyOf(classes),
            fact.decision().answer(),
            fact.decision().by(),
            at));
    if (kept.size() > CASES) {
      kept.removeFirst();
    }
  }

  private static Begun begun(RunRow row) {
    return new Begun(row.workflow(), row.definition(), row.subject());
  }

  /** What each agent said on the field that a person then decided. */
  private Map<String, String> opinions(Begun begun, TaskFact.TaskOpened opened) {
    Map<String, String> opinions = new HashMap<>();
    if (opened.kind() != Task.Kind.CONFLICT) {
      return opinions;
    }
    Optional<String> field =
        engine
            .definition(begun.definition())
            .map(w -> Course.of(w, opened.place()).compared())
            .filter(on -> !on.isEmpty())
            .map(on -> on.getFirst().field());
    for (JsonNode proposal : opened.brief().proposals().view()) {
      field.ifPresent(name -> {
        JsonNode said = proposal.path("output").path(name);
        if (said.isValueNode()) {
          opinions.put(proposal.path("agent").asText(), said.asText());
        }
      });
    }
    return opinions;
  }
}
