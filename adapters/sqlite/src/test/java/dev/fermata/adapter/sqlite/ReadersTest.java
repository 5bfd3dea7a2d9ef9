package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
  private static final int THREADS = 12;
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void many_readers_see_whole_commits_in_order_while_the_writer_writes() throws Exception {
    try (var store = SqliteStore.open(folder, new SecureRandom());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new AtomicBoolean();
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        readers.add(threads.submit(reading(store, done)));
      }
      for (int n = 1; n <= 300; n++) {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < 10; i++) {
          drafts.add(with(draft("r" + i, n), row("r" + i, RunStatus.RUNNING, i)));
        }
        store.append(drafts);
        assertThat(store.tail(n * 10L - 1, 10)).as("own writes").hasSize(1);
        if (n % 100 == 0) {
          store.reopen();
        }
      }
      done.set(true);
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).isEqualTo(3_000);
      }
    }
  }

  private static Callable<Long> reading(SqliteStore store, AtomicBoolean done) {
    return () -> {
      long last = 0;
      while (true) {
        boolean finished = done.get();
        long atLeast = store.position();
        List<Stored> entries = store.tail(last, 10_000);
        for (Stored entry : entries) {
          assertThat(entry.position()).isEqualTo(++last);
        }
        assertThat(last).isGreaterThanOrEqualTo(atLeast);
        assertThat(last % 10).as("a part of a commit").isZero();
        if (last > 0) {
          assertThat(store.runs(RunFilter.ALL)).hasSize(10);
        }
        if (finished) {
          return last;
        }
      }
    };
  }

  @Test
  @Timeout(300)
  void the_log_stays_bounded_while_readers_never_rest() throws Exception {
    try (var store = SqliteStore.open(folder, new SecureRandom());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new AtomicBoolean();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        readers.add(
            threads.submit(() -> {
              while (!done.get()) {
                store.tail(0, 500);
              }
            }));
      }
      long written = 0;
      long longest = 0;
      for (int n = 1; n <= 250; n++) {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < 200; i++) {
          Draft draft = large("r" + i, n);
          written += draft.body().length;
          drafts.add(draft);
        }
        store.append(drafts);
        longest = Math.max(longest, Files.size(folder.resolve("fermata.db-wal")));
      }
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(written).as("bytes written").isGreaterThan(2L * limit());
      assertThat(longest).as("bytes of the log").isLessThan(limit() + (8L << 20));
    }
  }

  private static long limit() {
    return (long) Writer.LOG_PAGES_LIMIT * Schema.PAGE_BYTES;
  }

  private static Draft large(String run, long number) {
    return Drafts.with(draft(run, number), new byte[3_000]);
  }
}
