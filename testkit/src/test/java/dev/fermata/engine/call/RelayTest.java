package dev.fermata.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
