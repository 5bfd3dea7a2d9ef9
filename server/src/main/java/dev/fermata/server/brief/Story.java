package dev.fermata.server.brief;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a run's facts say about what came before a task. Used by one thread. */
final class Story {
  /** Entries that are read, from the first on; a longer run is told in part. */
  private static final int ENTRIES = 20_000;

  private static final int PAGE = 500;

  /** Results that are kept. */
  private static final int RESULTS = 200;

  private final Task task;
  private final Map<EffectKey, Call> calls = new HashMap<>();
  private final Map<EffectKey, Reply.Answered> answers = new HashMap<>();
  private final Map<String, Long> costs = new TreeMap<>();
  private final List<Result> results = new ArrayList<>();
  private final Map<String, TaskFact.TaskOpened> tasks = new HashMap<>();
  private Optional<RunFact.EffectChanged> changed = Optional.empty();
  private String seed = "";
  private long tokens;
  private int steps;

  /**
   * What a step before came to.
   *
   * @param from who said it
   * @param decisive whether several opinions or a person stand behind it
   */
  record Result(Place place, String from, Json value, boolean decisive, Instant at) {}

  private Story(Task task) {
    this.task = task;
  }

  static Story of(Fermata engine, Task task) {
    var story = new Story(task);
    StreamId stream = StreamId.of(task.run());
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof RunFact runFact) {
            story.take(runFact, entry.at());
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
    return story;
  }

  private void take(RunFact fact, Instant at) {
    switch (fact) {
      case RunFact.Started f -> seed = f.seed();
      case RunFact.Left _ -> steps++;
      case RunFact.EffectIntended f -> calls.put(f.key(), f.call());
      case RunFact.EffectSettled f -> settled(f);
      case RunFact.EffectChanged f -> {
        if (f.key().equals(key())) {
          changed = Optional.of(f);
        }
      }
      case RunFact.PanelResolved f ->
          result(new Result(f.place(), resolved(f.resolvedBy()), f.output(), true, at));
      case TaskFact.TaskOpened f -> tasks.put(f.task().value(), f);
      case TaskFact.TaskDecided f -> decided(f, at);
      default -> {}
    }
  }

  private static String resolved(String by) {
    return by.equals("agreement") ? "a panel that agreed" : "a panel, resolved by " + by;
  }

  private void settled(RunFact.EffectSettled fact) {
    switch (fact.reply()) {
      case Reply.Answered answered -> {
        answers.put(fact.key(), answered);
        tokens += answered.usage().tokensIn() + answered.usage().tokensOut();
        answered
            .usage()
            .cost()
            .ifPresent(c -> costs.merge(c.currency(), c.millionths(), Long::sum));
        Call call = calls.get(fact.key());
        if (call != null && fact.key().ordinal().isEmpty()) {
          String target = call.target().display();
          result(new Result(fact.key().place(), target, answered.output(), false, fact.at()));
        }
      }
      case Reply.Rejected _, Reply.NotCalled _, Reply.Lost _ -> {}
    }
  }

  private void decided(TaskFact.TaskDecided fact, Instant at) {
    TaskFact.TaskOpened opened = tasks.get(fact.task().value());
    if (opened == null || opened.kind() == Task.Kind.CONFLICT) {
      return; // A conflict's answer is part of its panel's result.
    }
    Decision decision = fact.decision();
    var said = Json.object().put("question", opened.brief().question());
    said.put("answer", decision.answer()).put("why", decision.why());
    result(new Result(opened.place(), decision.by(), Json.adopt(said), true, at));
  }

  private void result(Result result) {
    if (results.size() < RESULTS) {
      results.add(result);
    }
  }

  /** Of the effect that the task is about. */
  EffectKey key() {
    return new EffectKey(task.run(), task.place(), task.ordinal());
  }

  /** What was known when the task was opened: the last first. */
  List<Result> before() {
    List<Result> before = new ArrayList<>();
    for (Result each : results) {
      boolean same = each.place().equals(task.place());
      if (!each.at().isAfter(task.opened()) && !same) {
        before.addFirst(each);
      }
    }
    return before;
  }

  Optional<Reply.Answered> answer(String member) {
    return Optional.ofNullable(answers.get(new EffectKey(task.run(), task.place(), member)));
  }

  Optional<Call> call(String member) {
    return Optional.ofNullable(calls.get(new EffectKey(task.run(), task.place(), member)));
  }

  /** The change that made the call what it is now. */
  Optional<RunFact.EffectChanged> changed() {
    return changed;
  }

  String seed() {
    return seed;
  }

  long tokens() {
    return tokens;
  }

  int steps() {
    return steps;
  }

  /** What the run has cost so far, in the currency that most of it is in. */
  Optional<Money> cost() {
    return costs.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(e -> new Money(e.getValue(), e.getKey()));
  }

  /** The task that is asked now in the place of this one. */
  Optional<String> successor(Predicate<String> waits) {
    return tasks.values().stream()
        .filter(t -> t.place().equals(task.place()) && t.ordinal().equals(task.ordinal()))
        .filter(t -> t.kind() == task.kind() && !t.task().equals(task.id()))
        .map(t -> t.task().value())
        .filter(waits)
        .findFirst();
  }
}
