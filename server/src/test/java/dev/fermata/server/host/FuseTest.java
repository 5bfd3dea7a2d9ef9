package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.server.log.Log;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a server that cannot go on. */
class FuseTest {
  private static final int PATIENCE_S = 10;

  private final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();

  @Test
  void it_ends_the_server_once_and_says_the_first_reason() throws Exception {
    var fuse = new Fuse((level, subject, text) -> said.add(subject + ": " + text), ends::add);
    fuse.blow("store", "is damaged");
    fuse.blow("engine", "stopped");
    assertThat(ends.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo(ServerConfig.EXIT_STORE);
    assertThat(said).containsExactly("store: is damaged");
    assertThat(ends).isEmpty();
  }

  @Test
  void it_ends_the_server_even_if_the_reason_cannot_be_said() throws Exception {
    Log broken =
        (level, subject, text) -> {
          throw new OutOfMemoryError("no room for a line");
        };
    var fuse = new Fuse(broken, ends::add);
    assertThatThrownBy(() -> fuse.blow("engine", "stopped")).isInstanceOf(OutOfMemoryError.class);
    assertThat(ends.poll(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo(ServerConfig.EXIT_STORE);
  }

  @Test
  void after_a_close_in_good_order_it_ends_nothing() {
    var fuse = new Fuse((level, subject, text) -> said.add(text), ends::add);
    fuse.close();
    fuse.blow("engine", "stopped");
    assertThat(said).isEmpty();
    assertThat(ends).isEmpty();
  }
}
