package dev.fermata.server.api.a2a;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.server.a2a.TaskShape;
import dev.fermata.server.a2a.Trace;
import dev.fermata.server.api.request.Reply;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A task as a stream: the task as it stands, then what changes, until it has ended. */
final class Following {
  private static final int ENTRIES = 50;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Fermata engine;

  Following(Fermata engine) {
    this.engine = engine;
  }

  /**
   * @param wrapped puts each event into the binding's envelope
   */
  Reply follow(RunId run, TaskShape shape, UnaryOperator<Json> wrapped) {
    return Reply.events(sink -> new Line(run, shape, sink, wrapped).run());
  }

  /** One client that follows one run. */
  private final class Line {
    private final StreamId stream;
    private final Reply.Sink sink;
    private final UnaryOperator<Json> wrapped;
    private final Trace trace;
    private long number = 1;
    private long position;

    Line(RunId run, TaskShape shape, Reply.Sink sink, UnaryOperator<Json> wrapped) {
      this.stream = StreamId.of(run);
      this.sink = sink;
      this.wrapped = wrapped;
      this.trace = new Trace(run, shape);
    }

    void run() throws IOException, InterruptedException {
      while (read(false) == ENTRIES) {
        // What has happened so far is told as the task; only what comes now are events.
      }
      tell(trace.task());
      long seen = position;
      while (sink.wanted() && !trace.ended()) {
        if (read(true) == 0) {
          long now = engine.awaitAfter(seen, LOOK);
          if (now <= seen) {
            sink.beat();
          }
          seen = now;
        }
      }
    }

    private int read(boolean told) throws IOException {
      List<Stored> page = engine.facts(stream, number, ENTRIES);
      for (Stored entry : page) {
        number = entry.number() + 1;
        position = entry.position();
        for (Json event : trace.take(entry)) {
          if (told) {
            tell(event);
          }
        }
      }
      return page.size();
    }

    private void tell(Json event) throws IOException {
      sink.event(position, "message", wrapped.apply(event));
    }
  }
}
