package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Gate;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policies;
import dev.fermata.run.backtest.Archive;
import dev.fermata.run.backtest.Backtest;
import dev.fermata.run.backtest.Change;
import dev.fermata.run.backtest.Records;
import dev.fermata.server.api.operation.Means;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Runs backtests on an archive: it is handed nothing that could call anybody.
 *
 * @param erased how many effects of erased runs there are since then
 * @param patience after which the oldest runs are left out
 */
public record Backtests(
    Archive archive,
    Function<Digest, Optional<Workflow>> definitions,
    ToLongFunction<Instant> erased,
    InstantSource clock,
    Duration patience) {
  /** How far back a backtest looks where nobody says. */
  public static final Duration SINCE = Duration.ofDays(30);

  private static final double SECONDS_AN_HOUR = 3600;

  /** Of what the running server has on record. */
  static Backtests of(Means means, Duration patience) {
    Fermata engine = means.engine();
    var archive =
        new Archive() {
          @Override
          public List<Stored> read(StreamId stream, long fromNumber, int limit) {
            return engine.facts(stream, fromNumber, limit);
          }

          @Override
          public List<RunRow> runs(RunFilter filter) {
            return engine.views().runs(filter);
          }
        };
    return new Backtests(
        archive,
        engine::definition,
        means.effects()::erased,
        means.surroundings().clock(),
        patience);
  }

  /** What came of it, and of how much. */
  public record Told(Backtest.Result result, Records.Read read, Instant since) {}

  /** Judges what is on record since then under other policies. */
  public Told of(Gate now, Policies others, Instant since) {
    Gate today = now.supposing(now.policies());
    var worlds = new Backtest.Worlds(today, now.supposing(others), definitions);
    var backtest = new Backtest(worlds, since);
    Instant until = clock.instant().plus(patience);
    Records.Read read =
        new Records(archive).into(backtest, since, () -> clock.instant().isAfter(until));
    backtest.erased(erased.applyAsLong(since));
    return new Told(backtest.result(), read, since);
  }

  /** As the API and the command line show it. */
  public static ObjectNode shown(Told told) {
    ObjectNode tree = forecast(told.result().forecast());
    tree.put("since", told.since().toString());
    tree.put("runs", told.read().runs()).put("whole", told.read().whole());
    var stopped = tree.putArray("badRuns");
    told.result().stopped().forEach(run -> stopped.add(run.value()));
    ObjectNode examples = tree.putObject("examples");
    told.result().examples().forEach((change, all) -> examples(examples, change, all));
    return tree;
  }

  private static void examples(ObjectNode tree, Change change, List<Backtest.Example> all) {
    var items = tree.putArray(change.word());
    for (Backtest.Example each : all) {
      items
          .addObject()
          .put("run", each.key().run().value())
          .put("key", each.key().toString())
          .put("target", each.target())
          .put("now", each.now())
          .put("then", each.then())
          .put("rule", each.rule());
    }
  }

  /** The numbers alone. */
  static ObjectNode forecast(Forecast f) {
    ObjectNode tree =
        Json.object()
            .put("effects", f.effects())
            .put("unchanged", f.unchanged())
            .put("newlyDenied", f.newlyDenied())
            .put("newlyAsked", f.newlyAsked())
            .put("noLongerDenied", f.noLongerDenied())
            .put("noLongerAsked", f.noLongerAsked())
            .put("askedOtherwise", f.askedOtherwise())
            .put("changedOtherwise", f.changedOtherwise())
            .put("undecidable", f.undecidable())
            .put("loosened", f.loosened());
    tree.putObject("peopleHours")
        .put("added", hours(f.secondsAdded()))
        .put("saved", hours(f.secondsSaved()))
        .put("measuredBy", f.decisions());
    Forecast.Outcomes o = f.outcomes();
    tree.putObject("outcomes")
        .put("bad", o.bad())
        .put("badDenied", o.badDenied())
        .put("badAsked", o.badAsked())
        .put("good", o.good())
        .put("goodDenied", o.goodDenied())
        .put("goodAsked", o.goodAsked());
    return tree;
  }

  private static double hours(long seconds) {
    return Math.round(seconds / SECONDS_AN_HOUR * 100) / 100.0;
  }
}
