package dev.fermata.server.health;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.Watch.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run was given: its input, what was sent to tools, what they answered and what people
 * filled in; not what agents say, so that no quote is grounded in an earlier one.
 */
record Given(Fermata engine) implements Texts {
  private static final int PAGE = 200;

  /** Of a longer run nothing is said: what is not read might hold a quote. */
  private static final int ENTRIES = 2_000;

  /** Nor of one with more than so many bytes. */
  private static final long BYTES = 8L << 20;

  @Override
  public List<Json> before(RunId run, long number) {
    if (number > ENTRIES) {
      return List.of();
    }
    List<Json> given = new ArrayList<>();
    long bytes = 0;
    Set<EffectKey> agents = new HashSet<>();
    long from = 1;
    List<Stored> page;
    do {
      page = engine.facts(StreamId.of(run), from, PAGE);
      for (Stored entry : page) {
        bytes += entry.body().length;
        if (bytes > BYTES) {
          return List.of();
        }
        if (entry.number() < number) {
          entry.facts().forEach(fact -> take(fact, given, agents));
        }
        from = entry.number() + 1;
      }
    } while (page.size() == PAGE && from < Math.min(number, ENTRIES));
    return given;
  }

  private static void take(Fact fact, List<Json> given, Set<EffectKey> agents) {
    switch (fact) {
      case RunFact.Started f -> given.add(f.input());
      case RunFact.EffectIntended f -> {
        if (f.call().target() instanceof Target.Agent
            || f.call().target() instanceof Target.Model) {
          agents.add(f.key()); // What they are sent may be their own words of before.
        } else {
          given.add(f.call().arguments());
        }
      }
      case RunFact.EffectSettled f -> {
        if (f.reply() instanceof Reply.Answered(var output, _, _) && !agents.contains(f.key())) {
          given.add(output);
        }
      }
      case TaskFact.TaskDecided f -> {
        if (f.decision().data() != null) {
          given.add(f.decision().data());
        }
      }
      default -> {}
    }
  }
}
