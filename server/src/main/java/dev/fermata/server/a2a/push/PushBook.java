package dev.fermata.server.a2a.push;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.StreamId;
import dev.fermata.server.log.Log;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configs that there are, in memory and on disk. Safe for use by many threads. */
public final class PushBook {
  /** How many there may be at once. */
  private static final int CONFIGS = 1_000;

  private static final int OF_ONE_TASK = 10;
  private static final int ENTRIES = 500;

  /** How long the config of a task that has ended is kept for whoever asks for it. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final PushFile file;
  private final Fermata engine;
  private final Log log;
  private List<PushConfig> configs;

  private PushBook(PushFile file, Fermata engine, Log log, List<PushConfig> configs) {
    this.file = file;
    this.engine = engine;
    this.log = log;
    this.configs = configs;
  }

  static PushBook open(PushFile file, Fermata engine, Log log) throws IOException {
    return new PushBook(file, engine, log, List.copyOf(file.load()));
  }

  /** Why a config is not taken. */
  public enum Refused {
    NO_KEY,
    TOO_MANY,
    NOT_SAVED
  }

  /** Takes a config, or another one in its place; told from the next entry of its run on. */
  public synchronized Optional<Refused> put(PushConfig config) {
    if (config.secret() && !file.seals()) {
      return Optional.of(Refused.NO_KEY);
    }
    List<PushConfig> next = new ArrayList<>(configs);
    next.removeIf(each -> each.is(config.run(), config.id()));
    if (next.size() >= CONFIGS) {
      next.removeIf(this::stale);
    }
    long others = next.stream().filter(each -> each.run().equals(config.run())).count();
    if (next.size() >= CONFIGS || others >= OF_ONE_TASK) {
      return Optional.of(Refused.TOO_MANY);
    }
    next.add(config.from(afterLast(config.run())));
    return keep(next) ? Optional.empty() : Optional.of(Refused.NOT_SAVED);
  }

  private boolean stale(PushConfig config) {
    return engine
        .views()
        .run(config.run())
        .map(row -> row.ended().map(at -> old(at)).orElse(false))
        .orElse(true);
  }

  private boolean old(Instant at) {
    return Duration.between(at, engine.now()).compareTo(KEPT) > 0;
  }

  private long afterLast(RunId run) {
    long number = 1;
    int read;
    do {
      var page = engine.facts(StreamId.of(run), number, ENTRIES);
      read = page.size();
      number = read == 0 ? number : page.getLast().number() + 1;
    } while (read == ENTRIES);
    return number;
  }

  public synchronized Optional<PushConfig> get(RunId run, String id) {
    return configs.stream().filter(each -> each.is(run, id)).findFirst();
  }

  public synchronized List<PushConfig> of(RunId run) {
    return configs.stream().filter(each -> each.run().equals(run)).toList();
  }

  synchronized List<PushConfig> all() {
    return configs;
  }

  synchronized boolean isEmpty() {
    return configs.isEmpty();
  }

  /** Whether it is gone for good. */
  public synchronized boolean delete(RunId run, String id) {
    List<PushConfig> next = new ArrayList<>(configs);
    return !next.removeIf(each -> each.is(run, id)) || keep(next);
  }

  /** Remembers how far a config was told, if it is still there. */
  synchronized void told(PushConfig config, long next) {
    List<PushConfig> all =
        configs.stream()
            .map(each -> each.is(config.run(), config.id()) ? each.from(next) : each)
            .toList();
    // Without it some is told twice after a restart, which receivers must bear.
    var unused = keep(all);
  }

  private boolean keep(List<PushConfig> next) {
    try {
      file.save(next);
      configs = List.copyOf(next);
      return true;
    } catch (IOException e) {
      log.warn("push", "the push notification configs could not be saved: " + e.getMessage());
      return false;
    }
  }
}
