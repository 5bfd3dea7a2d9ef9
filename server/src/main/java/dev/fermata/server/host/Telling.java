package dev.fermata.server.host;

import dev.fermata.server.health.Health;
import dev.fermata.server.notify.AlertPost;
import dev.fermata.server.notify.Notifier;
import java.io.IOException;

/** Whatever tells people something outside the console. */
record Telling(Notifier notifier, AlertPost alerts) implements AutoCloseable {
  /**
   * @throws IOException with a sentence, if it cannot be read how far they came
   */
  static Telling start(Notifier.Means means, Health health) throws IOException {
    var notifier = Notifier.start(means);
    try {
      return new Telling(notifier, AlertPost.start(means, health));
    } catch (IOException e) {
      notifier.close();
      throw e;
    }
  }

  @Override
  public void close() {
    alerts.close();
    notifier.close();
  }
}
