package dev.fermata.adapter.otel;

import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells a collector what the journal says, and remembers how far it has said that it took it. What
 * waits, waits in the journal: in memory is what a page of it makes, and no more. One thread sends;
 * any number read the counts.
 */
public final class TraceExport implements AutoCloseable {
  /** How many entries are read at once. */
  static final int PAGE = 256;

  /** How many spans one message holds. */
  static final int SPANS = 512;

  /** How many where they hold what was sent and answered: at most a megabyte or so together. */
  static final int SPANS_WITH_CONTENT = 64;

  /** How many runs are remembered; what a run did before is else read again. */
  static final int RUNS_KEPT = 2_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** The longest time between two tries. */
  static final Duration LAST_PAUSE = Duration.ofSeconds(60);

  /** How much of the journal can be told twice after a crash, in time. */
  private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

  private final Path data;
  private final Collector collector;
  private final boolean content;
  private final Consumer<String> log;
  private final Deque<List<Span>> ready = new ArrayDeque<>();
  private final Map<RunId, RunSpans> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, RunSpans> eldest) {
          return size() > RUNS_KEPT;
        }
      };

  private long read;
  private long saved;
  private long savedNanos = System.nanoTime();
  private Duration pause = Duration.ZERO;
  private volatile long position;
  private volatile long told;
  private volatile long lost;
  private volatile long failures;

  private TraceExport(
      Path data, long position, Collector collector, boolean content, Consumer<String> log) {
    this.data = data;
    this.position = position;
    this.read = position;
    this.saved = position;
    this.collector = collector;
    this.content = content;
    this.log = log;
  }

  /** What to do next. */
  public enum Next {
    /** There may be more. */
    MORE,
    /** All that there is was taken. */
    WAIT,
    /** The collector takes nothing now; come back after {@link #pause}. */
    LATER
  }

  /**
   * Goes on where it was; the first time, with what is new from now on.
   *
   * @param log told what an operator must know
   * @throws IOException with a sentence, if how far it was cannot be read
   */
  public static TraceExport open(
      Path data, Journal journal, Settings settings, Consumer<String> log) throws IOException {
    Settings.Line line = settings.traces().orElseThrow();
    long last = journal.position();
    long position = Math.min(Bookmark.load(data, last), last);
    Bookmark.save(data, position); // A crash before the first answer must not leave anything out.
    return new TraceExport(data, position, Collector.of(line, settings), settings.content(), log);
  }

  /** Forgets how far it was: nobody wants to be told any more. */
  public static void forget(Path data) throws IOException {
    Bookmark.forget(data);
  }

  /**
   * Sends what is ready, or makes more ready; blocks no longer than one message takes.
   *
   * @throws JournalFailure if the journal cannot be read now; nothing is lost, come back later
   */
  public Next follow(Journal journal) throws IOException {
    if (ready.isEmpty()) {
      List<Stored> page = journal.tail(read, PAGE);
      if (page.isEmpty()) {
        save(true);
        return Next.WAIT;
      }
      prepare(page, journal);
    }
    while (!ready.isEmpty()) {
      if (!sent(ready.getFirst())) {
        return Next.LATER;
      }
      ready.removeFirst();
    }
    position = read;
    save(false);
    return Next.MORE;
  }

  private void prepare(List<Stored> page, Journal journal) {
    List<String> untold = new ArrayList<>();
    try {
      prepare(page, journal, untold);
    } catch (JournalFailure e) {
      // The page is taken once more: what its runs were before it is read again, too.
      page.stream()
          .map(Stored::stream)
          .filter(StreamId::isRun)
          .forEach(of -> runs.remove(of.run()));
      ready.clear();
      throw e;
    }
    untold.forEach(log);
    lost += untold.size();
    read = page.getLast().position();
  }

  private void prepare(List<Stored> page, Journal journal, List<String> untold) {
    List<Span> message = new ArrayList<>();
    int most = content ? SPANS_WITH_CONTENT : SPANS;
    for (Stored entry : page) {
      for (Span span : spans(entry, journal, untold)) {
        message.add(span);
        if (message.size() == most) {
          ready.add(message);
          message = new ArrayList<>();
        }
      }
    }
    if (!message.isEmpty()) {
      ready.add(message);
    }
  }

  private List<Span> spans(Stored entry, Journal journal, List<String> untold) {
    if (!entry.stream().isRun()) {
      return List.of();
    }
    RunId run = entry.stream().run();
    try {
      if (!runs.containsKey(run) && entry.facts().stream().allMatch(TraceExport::ofNoMatter)) {
        return List.of();
      }
      RunSpans spans = runs.computeIfAbsent(run, id -> before(entry, journal));
      List<Span> over = spans.take(entry);
      if (spans.ended()) {
        runs.remove(run);
      }
      return over;
    } catch (JournalFailure e) {
      throw e;
    } catch (RuntimeException e) {
      runs.remove(run);
      untold.add("entry " + entry.number() + " of run " + run + " is not told: " + e);
      return List.of();
    }
  }

  /** What is said of a run when it has ended, and makes no span. */
  private static boolean ofNoMatter(Fact fact) {
    return fact instanceof RunFact.OutcomeReported || fact instanceof RunFact.RerunBegun;
  }

  /** The run as it was before that entry. */
  private RunSpans before(Stored entry, Journal journal) {
    StreamId stream = entry.stream();
    var spans = new RunSpans(stream.run(), content);
    long next = 1;
    while (next < entry.number()) {
      int limit = (int) Math.min(PAGE, entry.number() - next);
      List<Stored> page = journal.read(stream, next, limit);
      if (page.isEmpty()) {
        break;
      }
      page.forEach(spans::take);
      next = page.getLast().number() + 1;
    }
    return spans;
  }

  private boolean sent(List<Span> message) {
    switch (collector.send(message)) {
      case Collector.Word.Taken(var rejected) -> {
        if (failures > 0) {
          log.accept("traces are taken again");
        }
        if (rejected > 0) {
          log.accept(rejected + " spans are lost: the collector did not want them");
        }
        told += message.size() - rejected;
        lost += rejected;
      }
      case Collector.Word.Never(var why) -> {
        log.accept(message.size() + " spans are lost: " + why);
        lost += message.size();
      }
      case Collector.Word.Later(var why, var after) -> {
        if (failures == 0) {
          log.accept("traces are not taken, and wait in the journal: " + why);
        }
        failures++;
        pause = longer(after);
        return false;
      }
    }
    failures = 0;
    pause = Duration.ZERO;
    return true;
  }

  private Duration longer(Duration asked) {
    Duration own = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    Duration limited = own.compareTo(LAST_PAUSE) < 0 ? own : LAST_PAUSE;
    return asked.compareTo(limited) > 0 ? asked : limited;
  }

  private void save(boolean now) throws IOException {
    boolean due = System.nanoTime() - savedNanos > SAVE_EVERY.toNanos();
    if (saved != position && (now || due)) {
      Bookmark.save(data, position);
      saved = position;
      savedNanos = System.nanoTime();
    }
  }

  /** How long to leave the collector alone. */
  public Duration pause() {
    return pause;
  }

  /** Up to where all was taken. */
  public long position() {
    return position;
  }

  /** How many spans were taken since this process began. */
  public long told() {
    return told;
  }

  /** How many spans will never be taken. */
  public long lost() {
    return lost;
  }

  @Override
  public void close() {
    try {
      save(true);
    } catch (IOException e) {
      log.accept("how far traces were told could not be kept: " + e.getMessage());
    }
    collector.close();
  }
}
