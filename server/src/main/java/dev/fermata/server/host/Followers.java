package dev.fermata.server.host;

import dev.fermata.adapter.sqlite.effects.EffectsFile;
import dev.fermata.adapter.sqlite.insights.InsightFile;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.server.log.Log;
import dev.fermata.watch.work.Known;
import java.nio.file.Path;

/** The files beside the journal, each kept by a thread of its own. */
final class Followers implements AutoCloseable {
  private final EffectsFile effects;
  private final InsightFile insights;
  private final Follower ofEffects;
  private final Follower ofInsights;

  private Followers(
      EffectsFile effects, InsightFile insights, Journal journal, Fermata engine, Log log) {
    this.effects = effects;
    this.insights = insights;
    this.ofEffects = new Follower(new Effects(effects), journal, engine, log);
    this.ofInsights = new Follower(new Added(insights), journal, engine, log);
  }

  /**
   * @param reader reads workflows as they were published
   */
  static Followers start(
      Path folder, Journal journal, Fermata engine, Known.Reader reader, Log log) {
    EffectsFile effects = EffectsFile.open(folder, journal);
    try {
      return new Followers(
          effects, InsightFile.open(folder, journal, reader), journal, engine, log);
    } catch (RuntimeException e) {
      effects.close();
      throw e;
    }
  }

  EffectsFile effects() {
    return effects;
  }

  InsightFile insights() {
    return insights;
  }

  @Override
  public void close() {
    ofEffects.close();
    ofInsights.close();
  }

  private record Effects(EffectsFile file) implements Follower.Followed {
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
      return file.follow(journal);
    }

    @Override
    public void renew() {
      file.renew();
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
    public boolean rests() {
      return true;
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
