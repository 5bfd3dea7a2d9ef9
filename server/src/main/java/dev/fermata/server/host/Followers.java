package dev.fermata.server.host;

import dev.fermata.adapter.otel.Meters;
import dev.fermata.adapter.sqlite.effects.EffectsFile;
import dev.fermata.adapter.sqlite.health.HealthFile;
import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.server.health.Health;
import dev.fermata.server.log.Log;
import dev.fermata.watch.work.Known;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.LongSupplier;

/** The files beside the journal, each kept by a thread of its own. */
final class Followers implements AutoCloseable {
  /** After a start the runs that were under way go first; who only looks on waits so long. */
  private static final Duration RECOVERY = Duration.ofSeconds(5);

  private final EffectsFile effects;
  private final InsightFile insights;
  private final Follower ofEffects;
  private final Follower ofInsights;

  private final Health health;

  /** What they follow, and where they keep what they make of it. */
  record Means(
      Path folder, Journal journal, Fermata engine, Log log, InstantSource clock, Meters meters) {}

  private Followers(EffectsFile effects, InsightFile insights, Health health, Means means) {
    this.effects = effects;
    this.insights = insights;
    this.ofEffects =
        new Follower(
            new Effects(effects, means.meters()), means.journal(), means.engine(), means.log());
    this.ofInsights =
        new Follower(new Added(insights), means.journal(), means.engine(), means.log());
    this.health = health;
  }

  /**
   * @param reader reads workflows as they were published
   */
  static Followers start(Means means, Known.Reader reader) {
    Deque<Runnable> opened = new ArrayDeque<>();
    try {
      EffectsFile effects = EffectsFile.open(means.folder(), means.journal());
      opened.push(effects::close);
      InsightFile insights =
          InsightFile.open(means.folder(), means.journal(), said(reader, means.log()));
      opened.push(insights::close);
      HealthFile memory = HealthFile.open(means.folder(), means.journal());
      opened.push(memory::close);
      var with = new Health.Means(memory, means.engine(), means.log(), means.clock());
      var health = new Health(with, Health.Pace.USUAL);
      var followers = new Followers(effects, insights, health, means);
      Thread.ofVirtual().name("fermata-followers").start(() -> followers.begin(means.engine()));
      return followers;
    } catch (RuntimeException e) {
      opened.forEach(Runnable::run);
      throw e;
    }
  }

  private void begin(Fermata engine) {
    try {
      var _ = engine.awaitRecovered(RECOVERY); // Late or not, they begin.
      ofEffects.start();
      ofInsights.start();
      health.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Known.Reader said(Known.Reader reader, Log log) {
    return new Known.Reader() {
      @Override
      public Workflow read(String source) {
        return reader.read(source);
      }

      @Override
      public void unreadable(WorkflowId workflow, RuntimeException why) {
        log.warn(
            "insights",
            "%s cannot be read any more, so its runs count for no owner: %s"
                .formatted(workflow, why.getMessage()));
      }
    };
  }

  EffectsFile effects() {
    return effects;
  }

  InsightFile insights() {
    return insights;
  }

  /** How many entries of the journal each has not taken in yet. */
  Map<String, LongSupplier> behind() {
    return Map.of("effects", ofEffects::behind, "insights", ofInsights::behind);
  }

  Health health() {
    return health;
  }

  @Override
  public void close() {
    health.close();
    ofEffects.close();
    ofInsights.close();
  }

  private static final class Effects implements Follower.Followed {
    private final EffectsFile file;
    private final Meters meters;

    /** What stands up to there was counted, or was there before this process. */
    private long counted;

    Effects(EffectsFile file, Meters meters) {
      this.file = file;
      this.meters = meters;
      this.counted = file.position();
    }

    @Override
    public String name() {
      return "effects";
    }

    @Override
    public long position() {
      return file.position();
    }

    @Override
    public boolean follow(Journal journal) {
      boolean more = file.follow(journal, this::count);
      counted = Math.max(counted, file.position());
      return more;
    }

    private void count(Stored entry, Fact fact) {
      if (entry.position() > counted) {
        meters.heard(fact, entry.at());
      }
    }

    @Override
    public void renew() {
      file.renew();
    }

    @Override
    public boolean half() {
      return file.half();
    }

    @Override
    public boolean rests() {
      return false;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private record Added(InsightFile file) implements Follower.Followed {
    @Override
    public String name() {
      return "insights";
    }

    @Override
    public long position() {
      return file.position();
    }

    @Override
    public boolean follow(Journal journal) {
      return file.follow(journal);
    }

    @Override
    public void renew() {
      file.renew();
    }

    @Override
    public boolean half() {
      return file.half();
    }

    @Override
    public boolean rests() {
      return true;
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
