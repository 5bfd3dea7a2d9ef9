package dev.fermata.server.notify;

import dev.fermata.engine.Fermata;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Channel;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.server.health.Health;
import dev.fermata.watch.health.Alert;
import dev.fermata.watch.health.HealthFinding.About;
import dev.fermata.workflow.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells owners that something began to go wrong, and that it is over: over the channels on which
 * they are told of tasks, once each, also after a restart. Of what is older than a day it is
 * silent.
 */
public final class AlertPost implements AutoCloseable {
  private static final String FILE = "alerts.json";
  private static final Duration OLD = Duration.ofDays(1);
  private static final int ALERTS = 100;
  private static final long LOOK_MS = 1_000;
  private static final long CLOSE_MS = 2_000;

  private final Notifier.Means means;
  private final Health health;
  private final Pace pace;
  private final Sender sender;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private Cursor saved;
  private long read;

  private AlertPost(Notifier.Means means, Health health, Pace pace, Cursor cursor) {
    this.means = means;
    this.health = health;
    this.pace = pace;
    this.sender = new Sender(means.web(), means.clock(), means.mail());
    this.saved = cursor;
    this.read = cursor.position();
    this.thread = Thread.ofPlatform().name("fermata-alerts").daemon().unstarted(this::run);
  }

  /**
   * Begins where it ended.
   *
   * @throws IOException with a sentence, if it cannot be read how far it came
   */
  public static AlertPost start(Notifier.Means means, Health health) throws IOException {
    return start(means, health, Pace.USUAL);
  }

  static AlertPost start(Notifier.Means means, Health health, Pace pace) throws IOException {
    Cursor saved = Cursor.load(means.data(), FILE, 0);
    // A memory that was made anew counts from 1 again.
    Cursor cursor = saved.position() > health.lastAlert() ? new Cursor(0, Map.of()) : saved;
    var post = new AlertPost(means, health, pace, cursor);
    post.thread.start();
    return post;
  }

  private void run() {
    try {
      while (!ended.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      if (read > health.lastAlert()) { // Its memory was made anew, and counts from 1 again.
        read = 0;
        saved = new Cursor(0, Map.of());
        lanes.clear();
      }
      for (Alert alert : health.alerts(read, ALERTS)) {
        tell(alert);
        read = alert.number();
      }
      keep();
    } catch (RuntimeException | IOException e) {
      // Whatever it is, people are told on; a thread that ends here would tell nobody any more.
      if (ended.getCount() > 0) {
        means.log().warn("alerts", "people could not be told: " + e);
      }
    }
  }

  private void tell(Alert alert) {
    Instant now = means.clock().instant();
    if (alert.at().isBefore(now.minus(OLD))) {
      return;
    }
    var message = new Alarm(alert, means.base().get());
    for (Channel channel : channels(alert.finding().about(), now)) {
      String name = channel.toString();
      if (alert.number() > saved.ahead().getOrDefault(name, 0L)) {
        lanes
            .computeIfAbsent(name, _ -> new Lane(channel, pace, sender::send, means.log(), ended))
            .put(alert.number(), message);
      }
    }
  }

  /** Those of the owner; where nobody answers for it, of whoever runs the house. */
  private List<Channel> channels(About about, Instant now) {
    var reach = new Reach(means.engine().house().roster());
    List<Channel> found = owner(about).map(owner -> reach.owner(owner, now)).orElse(List.of());
    return found.isEmpty() ? reach.house(now) : found;
  }

  private Optional<String> owner(About about) {
    Fermata engine = means.engine();
    Roster roster = engine.house().roster();
    String name = about.name();
    return switch (about.kind()) {
      case "agent" -> roster.agent(name).map(Agent::owner);
      case "model" -> roster.agent(name.substring(name.lastIndexOf(' ') + 1)).map(Agent::owner);
      case "tool" -> roster.server(name.replaceAll("\\..*", "")).map(ToolServer::owner);
      case "workflow" ->
          engine
              .house()
              .latest(name)
              .flatMap(published -> engine.definition(published.digest()))
              .map(Workflow::owner);
      default -> Optional.empty();
    };
  }

  private void keep() throws IOException {
    Cursor now = Cursor.of(read, saved, lanes);
    if (!now.equals(saved)) {
      now.save(means.data(), FILE);
      saved = now;
    }
  }

  /** What is under way is left; it is told again after the next start. */
  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      keep();
    } catch (IOException e) {
      means.log().warn("alerts", "how far people were told could not be kept: " + e);
    }
  }
}
