package dev.fermata.server.api.operation.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names what has changed, in the order of the journal, for those who ask anew for what they show.
 * Made of the journal's tail, so that whoever comes back with the last position misses nothing; who
 * is far behind is told so and begins at the end. A beat says that nothing has changed.
 */
public final class LiveActs {
  /** How many entries are read at once. */
  private static final int PAGE = 200;

  /** Whoever is further behind asks for everything anew, which is less work for both. */
  static final long FAR = 2_000;

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** How often a client is written to while much happens. */
  private static final Duration PACE = Duration.ofMillis(100);

  private final Means means;
  public final Act follow = Act.of(Right.SEE, this::follow, "after");

  public LiveActs(Means means) {
    this.means = means;
  }

  private Reply follow(Request request) {
    Fermata engine = means.engine();
    var after = request.query().number("after", 0, Long.MAX_VALUE);
    return Reply.events(sink -> {
      long end = engine.awaitAfter(Long.MAX_VALUE, Duration.ZERO);
      new Line(engine, means.surroundings().clock(), sink, after.orElse(end)).run();
    });
  }

  /** One client that follows. Used by one thread. */
  private static final class Line {
    private final Fermata engine;
    private final InstantSource clock;
    private final Reply.Sink sink;
    private long at;
    private Instant beaten = Instant.EPOCH;

    Line(Fermata engine, InstantSource clock, Reply.Sink sink, long at) {
      this.engine = engine;
      this.clock = clock;
      this.sink = sink;
      this.at = at;
    }

    void run() throws IOException, InterruptedException {
      while (sink.wanted()) {
        beat();
        long end = engine.awaitAfter(at, BEAT);
        if (end - at > FAR || end < at) {
          at = end;
          sink.event(at, "lost", Json.adopt(Json.object().put("position", at)));
        } else if (end > at) {
          tell(engine.tail(at, PAGE));
          Thread.sleep(PACE);
        }
      }
    }

    private void beat() throws IOException {
      Instant now = clock.instant();
      if (Duration.between(beaten, now).compareTo(BEAT) >= 0) {
        beaten = now;
        sink.event(at, "beat", Json.adopt(Json.object().put("position", at)));
      }
    }

    /** A stream is named once, by its last entry; so are the tasks of each entry. */
    private void tell(List<Stored> page) throws IOException {
      Map<StreamId, Long> last = new HashMap<>();
      page.forEach(entry -> last.put(entry.stream(), entry.position()));
      for (Stored entry : page) {
        at = entry.position();
        for (TaskId task : tasks(entry.facts())) {
          change("task", task.value());
        }
        if (last.getOrDefault(entry.stream(), -1L) == at) {
          if (entry.stream().isRun()) {
            change("run", entry.stream().run().value());
          } else {
            change("house", entry.stream().value());
          }
        }
      }
    }

    private static Set<TaskId> tasks(List<Fact> facts) {
      Set<TaskId> tasks = new LinkedHashSet<>();
      for (Fact fact : facts) {
        if (fact instanceof TaskFact of) {
          tasks.add(of.task());
        }
      }
      return tasks;
    }

    private void change(String kind, String id) throws IOException {
      ObjectNode tree = Json.object().put("kind", kind).put("id", id).put("position", at);
      sink.event(at, "change", Json.adopt(tree));
    }
  }
}
