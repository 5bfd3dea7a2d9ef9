package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Facts, page by page or live. A live client is read to from the journal at its own pace, so that
 * nothing is kept for it but the page being written; whoever cannot keep up is cut off by the sink
 * and goes on from the last id it saw.
 */
public final class Events {
  private static final int PAGE = 200;
  private static final int MOST = 1_000;
  private static final int LIVE_PAGE = 50;

  /** How much is read ahead of a live client; a single entry may be larger. */
  private static final long LIVE_BYTES = 64 << 10;

  private static final Duration WAIT = Duration.ofSeconds(1);

  /** How many entries are read at once: fewer, the larger the last ones were. */
  private static final class Stride {
    private int entries = 1;
    private long bytes;
    private int count;

    void wrote(long more) {
      bytes += more;
      count++;
    }

    int next() {
      if (count > 0) {
        long fit = LIVE_BYTES * count / Math.max(1, bytes);
        entries = Math.clamp(fit, 1, Math.min(LIVE_PAGE, 2 * entries));
        bytes = 0;
        count = 0;
      }
      return entries;
    }
  }

  private final Means means;
  public final Act all = Act.of(Right.SEE, this::all, "after");
  public final Act ofRun = Act.of(Right.SEE, this::ofRun, "from", "limit");
  public final Act watchRun = Act.of(Right.SEE, this::watchRun, "after");

  public Events(Means means) {
    this.means = means;
  }

  private Reply ofRun(Request request) {
    var stream = StreamId.of(Ids.run(means.engine().views(), request).id());
    long from = request.query().number("from", 1, Long.MAX_VALUE).orElse(1L);
    int limit = request.query().number("limit", 1, MOST).orElse((long) PAGE).intValue();
    List<Stored> page = means.engine().facts(stream, from, limit);
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    var covers = covers(request);
    page.forEach(entry -> items.add(FactShown.entry(entry, covers)));
    if (page.size() == limit) {
      tree.put("next", page.getLast().number() + 1);
    }
    return Reply.ok(tree);
  }

  private static Optional<Long> after(Request request) {
    return request.query().number("after", 0, Long.MAX_VALUE);
  }

  private Reply all(Request request) {
    Fermata engine = means.engine();
    long after = after(request).orElseGet(() -> ServerState.position(engine));
    return Reply.events(sink -> {
      long at = after;
      var stride = new Stride();
      sink.beat();
      while (sink.wanted()) {
        List<Stored> page = engine.tail(at, stride.next());
        var covers = covers(request);
        for (Stored entry : page) {
          at = entry.position();
          stride.wrote(write(covers, sink, entry));
        }
        if (page.isEmpty() && engine.awaitAfter(at, WAIT) <= at) {
          sink.beat();
        }
      }
    });
  }

  /** For entries that were read at once: what covers a run is looked up once for all of them. */
  private Function<RunId, Blindfold.Cover> covers(Request request) {
    Map<RunId, Blindfold.Cover> known = new HashMap<>();
    return run ->
        known.computeIfAbsent(
            run, each -> means.briefs().blindfold().of(each, request.principal()));
  }

  private static long write(Function<RunId, Blindfold.Cover> covers, Reply.Sink sink, Stored entry)
      throws IOException {
    return sink.event(entry.position(), "entry", Json.adopt(FactShown.entry(entry, covers)));
  }

  /** Ends with the run; a client that comes back then gets 204, which tells it to stay away. */
  private Reply watchRun(Request request) {
    Fermata engine = means.engine();
    var row = Ids.run(engine.views(), request);
    var stream = StreamId.of(row.id());
    long after = after(request).orElse(0L);
    if (row.status().ended() && after > 0 && nothingAfter(stream, after)) {
      return Reply.nothing();
    }
    return Reply.events(sink -> {
      long number = 1;
      var stride = new Stride();
      long at = ServerState.position(engine);
      boolean ended = false;
      sink.beat();
      while (sink.wanted() && !ended) {
        List<Stored> page = engine.facts(stream, number, stride.next());
        var covers = covers(request);
        for (Stored entry : page) {
          number = entry.number() + 1;
          at = Math.max(at, entry.position());
          ended |= entry.facts().stream().anyMatch(RunFact.Ended.class::isInstance);
          if (entry.position() > after) {
            stride.wrote(write(covers, sink, entry));
          }
        }
        if (page.isEmpty()) {
          long now = engine.awaitAfter(at, WAIT);
          if (now <= at) {
            sink.beat();
          }
          at = now;
        }
      }
    });
  }

  private boolean nothingAfter(StreamId stream, long after) {
    long number = 1;
    List<Stored> page;
    do {
      page = means.engine().facts(stream, number, MOST);
      if (page.stream().anyMatch(entry -> entry.position() > after)) {
        return false;
      }
      number += page.size();
    } while (page.size() == MOST);
    return true;
  }
}
