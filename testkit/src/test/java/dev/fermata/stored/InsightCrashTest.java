package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Draft;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever adds up is stopped at any point, over and over, while what was done is also erased: the
 * figures are those that their rows add up to, and those of one who was never stopped.
 */
@Tag("faults")
class InsightCrashTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Principal HOST = new Principal.System();
  private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();
  private static final int RUNS = 30;
  private static final int CRASHES_EACH = 20;
  private static final int PAGE_MOST = 25;
  private static final String STEPS =
      """
      do:
        - assess:
            call: panel
            with:
              members: { one: { agent: scorer }, two: { agent: scorer } }
              agreeOn: word
              conflict:
                by: person
                team: clerks
                question: Which?
                answers: { 'no': It is left., 'yes': It is booked. }
                due: PT4H
                otherwise: raise
        - look:
            try: [ { see: { call: tool, with: { server: bank, name: look, arguments: { who: a } } } } ]
            catch: { retry: { limit: { attempt: { count: 2 } }, delay: PT0S } }
        - pay: { call: tool, with: { server: bank, name: pay, arguments: { who: '${ .who }' } } }
      """;

  @TempDir static Path made;
  @TempDir Path folder;

  /** All entries before anything was erased, and after. */
  private static List<Journal.Stored> before = List.of();

  private static List<Journal.Stored> after = List.of();

  @BeforeAll
  static void make() {
    var chance = new Random(7);
    try (Shop shop = Shop.open(made, Shop.TEN, attempt -> reply(attempt))) {
      shop.furnished().publish("steps", STEPS);
      List<RunId> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(started(shop, "first" + i, chance));
      }
      end(shop, runs, chance);
      before = all(shop);
      shop.engine.tell(new HouseSignal.ErasePayload(runs.subList(0, RUNS / 2), "asked", HOST));
      List<RunId> more = new ArrayList<>();
      for (int i = 0; i < RUNS; i += 3) {
        shop.engine.send(runs.get(i), outcome(chance));
        more.add(started(shop, "second" + i, chance));
      }
      end(shop, more, chance);
      after = all(shop);
    }
    assertThat(before.size()).isGreaterThan(100);
  }

  private static Reply reply(Caller.Attempt attempt) {
    int chance = Math.floorMod(attempt.key().toString().hashCode() + 31 * attempt.number(), 10);
    boolean first = FAILED.add(attempt.key().toString());
    if (attempt.work().equals("look") && first && attempt.key().run().value().charAt(0) < 'c') {
      return new Reply.Rejected(Problem.communication(503, "no"), true);
    }
    String word = attempt.key().member().equals("two") && chance < 5 ? "yes" : "no";
    var usage = new Usage(chance, 5, Optional.of(new Money(chance * 100L, "EUR")));
    return new Reply.Answered(Json.parse("{\"word\":\"" + word + "\"}"), Json.NULL, usage);
  }

  private static RunId started(Shop shop, String key, Random chance) {
    shop.move(Duration.ofMinutes(chance.nextInt(40)));
    return shop.start("steps", key, "{\"who\": \"" + key + "\"}");
  }

  /** Decides whatever waits until all are at rest; of some it is told what came of them. */
  private static void end(Shop shop, List<RunId> runs, Random chance) {
    await()
        .atMost(LONG)
        .pollInterval(LOOK)
        .until(() -> {
          shop.move(Duration.ofSeconds(5)); // What is tried again waits for the clock.
          for (Task task : shop.store.tasks(TaskFilter.WAITING)) {
            shop.move(Duration.ofMinutes(1));
            shop.decide(task);
          }
          return runs.stream().allMatch(run -> shop.row(run).atRest());
        });
    for (RunId run : runs) {
      if (chance.nextBoolean()) {
        shop.engine.send(run, outcome(chance));
      }
    }
  }

  private static RunSignal outcome(Random chance) {
    boolean good = chance.nextBoolean();
    return new RunSignal.ReportOutcome(Json.of(good), Optional.of(good), HOST);
  }

  private static List<Journal.Stored> all(Shop shop) {
    List<Journal.Stored> found = new ArrayList<>();
    List<Journal.Stored> page;
    do {
      page = shop.store.tail(found.isEmpty() ? 0 : found.getLast().position(), 500);
      found.addAll(page);
    } while (!page.isEmpty());
    return List.copyOf(found);
  }

  /** Where whoever follows is stopped. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A journal as it was recorded; what it gives may stop whoever reads it. */
  private static final class Recorded implements Journal {
    private List<Stored> entries = before;
    private Optional<Random> stops = Optional.empty();

    @Override
    public List<Stored> tail(long afterPosition, int limit) {
      List<Stored> page =
          entries.stream().filter(e -> e.position() > afterPosition).limit(limit).toList();
      if (stops.isEmpty() || page.isEmpty() || stops.get().nextInt(3) > 0) {
        return page;
      }
      int at = stops.get().nextInt(page.size() + 1);
      return new AbstractList<>() {
        @Override
        public Stored get(int index) {
          if (index == at) {
            throw new Stop();
          }
          return page.get(index);
        }

        @Override
        public Stored getLast() {
          throw new Stop();
        }

        @Override
        public int size() {
          return page.size();
        }
      };
    }

    @Override
    public List<Stored> read(StreamId stream, long fromNumber, int limit) {
      return entries.stream()
          .filter(e -> e.stream().equals(stream) && e.number() >= fromNumber)
          .limit(limit)
          .toList();
    }

    @Override
    public long position() {
      return entries.getLast().position();
    }

    private static UnsupportedOperationException unused() {
      return new UnsupportedOperationException("nobody who adds up asks for this");
    }

    @Override
    public List<Appended> append(List<Draft> drafts) {
      throw unused();
    }

    @Override
    public void reopen() {
      throw unused();
    }

    @Override
    public Optional<Draft.Snapshot> snapshot(StreamId stream) {
      throw unused();
    }

    @Override
    public List<DueTimer> timers(Instant until, int limit) {
      throw unused();
    }

    @Override
    public Optional<Instant> nextTimer() {
      throw unused();
    }

    @Override
    public List<RunId> active(String afterId, int limit) {
      throw unused();
    }

    @Override
    public Optional<StreamId> holder(Reservation.StartKey key) {
      throw unused();
    }

    @Override
    public List<Account> balances() {
      throw unused();
    }

    @Override
    public List<About> subjects() {
      throw unused();
    }

    @Override
    public void close() {}
  }

  @Test
  void figures_are_those_of_their_rows_whenever_it_was_stopped_and_whatever_was_erased()
      throws IOException {
    long[] crashes = {0};
    int goal = Campaign.cases(20, 1_000);
    try (var campaign = Campaign.of("INSIGHTS", "figures after crashes")) {
      for (long seed : Campaign.seeds(goal / CRASHES_EACH * 2, goal / CRASHES_EACH * 2)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              Path own = Files.createDirectories(folder.resolve("stopped" + seed));
              Path calm = Files.createDirectories(folder.resolve("calm" + seed));
              var chance = new Random(seed);
              // Half of them know all of what is erased then, others only a part of it.
              long late =
                  chance.nextBoolean()
                      ? before.getLast().position()
                      : before.get(chance.nextInt(before.size())).position();
              Map<Dimension, SortedMap<String, Tally>> right = followed(calm, late, null, crashes);
              assertThat(followed(own, late, chance, crashes)).isEqualTo(right);
              return null;
            });
      }
      campaign.figure("crashes", crashes[0]);
      campaign.figure("entries", after.size());
    }
    assertThat(crashes[0]).isGreaterThanOrEqualTo(goal);
  }

  /** Follows to that position, then has what is to be erased erased, and follows to the end. */
  private static Map<Dimension, SortedMap<String, Tally>> followed(
      Path where, long late, Random chance, long[] crashes) {
    var journal = new Recorded();
    InsightFile file = InsightFile.open(where, journal, Shop::workflow);
    try {
      while (file.position() < after.getLast().position()) {
        boolean first = file.position() < late;
        journal.entries = first ? before : after;
        int most = chance == null ? PAGE_MOST : 1 + chance.nextInt(PAGE_MOST);
        most = first ? (int) Math.min(most, late - file.position()) : most;
        journal.stops = Optional.ofNullable(chance);
        try {
          file.follow(journal, most);
        } catch (Stop e) {
          crashes[0]++;
          file.close();
          journal.stops = Optional.empty();
          file = InsightFile.open(where, journal, Shop::workflow);
        }
      }
      assertThat(file.unsound()).isEmpty();
      Map<Dimension, SortedMap<String, Tally>> all = new EnumMap<>(Dimension.class);
      for (Dimension dimension : Dimension.values()) {
        all.put(dimension, file.figures(dimension, Span.ALL));
      }
      assertThat(all.get(Dimension.ALL)).isNotEmpty();
      return all;
    } finally {
      file.close();
    }
  }
}
