package dev.fermata.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger begun = new AtomicInteger();
  private final ThreadFactory counting =
      work -> {
        begun.incrementAndGet();
        return Thread.ofVirtual().unstarted(work);
      };
  private final Relay relay = new Relay(counting);

  @Test
  void what_waits_is_made_while_others_hang() throws InterruptedException {
    var hang = new CountDownLatch(1);
    var done = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      relay.execute(() -> {
        awaitQuietly(hang);
        done.incrementAndGet();
      });
      relay.execute(done::incrementAndGet);
    }
    await().atMost(LONG).until(() -> done.get() == 100);
    hang.countDown();
    await().atMost(LONG).until(() -> done.get() == 200);
    assertThat(begun.get()).isLessThanOrEqualTo(201);
  }

  @Test
  void all_are_made_once_and_share_threads() {
    Set<Integer> made = ConcurrentHashMap.newKeySet();
    var times = new AtomicInteger();
    int calls = 100_000;
    for (int i = 0; i < calls; i++) {
      int number = i;
      relay.execute(() -> {
        made.add(number);
        times.incrementAndGet();
      });
    }
    await().atMost(LONG).until(() -> made.size() == calls);
    assertThat(times.get()).isEqualTo(calls);
    assertThat(begun.get()).isLessThan(calls / 2);
  }

  /** Threads that the test runs itself, and of which none is to be had while it says so. */
  private static final class ByHand implements ThreadFactory {
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private boolean none;

    @Override
    public Thread newThread(Runnable work) {
      if (none) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      return new Thread(work) {
        @Override
        public void start() {
          begun.add(work);
        }
      };
    }

    void run() {
      begun.remove().run();
    }
  }

  @Test
  void a_thread_that_was_not_to_be_had_is_asked_for_again_by_the_next_call() {
    var threads = new ByHand();
    var strained = new Relay(threads);
    List<String> made = new ArrayList<>();
    threads.none = true;
    assertThatThrownBy(() -> strained.execute(() -> made.add("first")))
        .isInstanceOf(OutOfMemoryError.class);
    threads.none = false;
    strained.execute(() -> made.add("second"));
    threads.run();
    assertThat(made).containsExactly("first", "second");
  }

  @Test
  void a_call_is_made_although_no_further_thread_is_to_be_had_for_the_next() {
    var threads = new ByHand();
    var strained = new Relay(threads);
    List<String> made = new ArrayList<>();
    strained.execute(() -> made.add("first"));
    strained.execute(() -> made.add("second"));
    threads.none = true;
    assertThatThrownBy(threads::run).isInstanceOf(OutOfMemoryError.class);
    assertThat(made).containsExactly("first");
    threads.none = false;
    strained.execute(() -> made.add("third"));
    threads.run();
    assertThat(made).containsExactly("first", "second", "third");
  }

  @Test
  void an_interrupt_that_one_call_leaves_behind_does_not_reach_the_next() {
    var threads = new ByHand();
    var shared = new Relay(threads);
    List<Boolean> interrupted = new ArrayList<>();
    shared.execute(() -> Thread.currentThread().interrupt());
    shared.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
    threads.run();
    assertThat(interrupted).containsExactly(false);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
