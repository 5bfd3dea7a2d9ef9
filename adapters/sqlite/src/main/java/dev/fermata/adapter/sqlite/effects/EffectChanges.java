package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.EffectStatus;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Shadow;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.value.RunId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what facts change in the list. Used by one thread. */
final class EffectChanges {
  private static final int RUNS_KEPT = 10_000;
  private static final String ASK = "ask";

  private final Session session;
  private final Map<RunId, Long> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Long> eldest) {
          return size() > RUNS_KEPT;
        }
      };

  EffectChanges(Session session) {
    this.session = session;
  }

  /** What is judged, and how. */
  private record Judged(
      EffectKey key, Call call, String verdict, String rule, int house, EffectStatus status) {}

  /**
   * @return whether something was erased
   */
  boolean take(Stored entry, EffectsFile.Hearer hearer) throws SQLException {
    boolean erased = false;
    for (Fact fact : entry.facts()) {
      hearer.heard(entry, fact);
      switch (fact) {
        case RunFact.Started started -> started(entry.stream().run(), started);
        case RunFact.OfEffect of -> effect(of, entry.at());
        case HouseFact.PayloadErased(var gone, _, _, _) -> {
          erase(gone);
          erased = true;
        }
        default -> {}
      }
    }
    return erased;
  }

  /** A digest goes too: without a salt it would tell whoever guesses what was sent. */
  private void erase(List<RunId> gone) throws SQLException {
    for (RunId run : gone) {
      session.update("UPDATE run SET erased = 1 WHERE name = ?", run.value());
      session.update(
          "UPDATE effect SET digest = '' WHERE run = (SELECT id FROM run WHERE name = ?)",
          run.value());
    }
  }

  private void started(RunId run, RunFact.Started started) throws SQLException {
    session.update(
        "INSERT INTO run(name, workflow, erased) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        run.value(),
        started.workflow().toString());
  }

  private void effect(RunFact.OfEffect fact, Instant at) throws SQLException {
    switch (fact) {
      case RunFact.EffectIntended f ->
          judged(
              new Judged(
                  f.key(),
                  f.call(),
                  "allow",
                  f.receipt().rule(),
                  f.receipt().house(),
                  EffectStatus.INTENDED),
              f.attempt(),
              at);
      case RunFact.EffectAsked f ->
          judged(
              new Judged(f.key(), f.call(), ASK, f.rule(), 0, EffectStatus.ASKED), f.attempt(), at);
      case RunFact.EffectHeld f ->
          judged(
              new Judged(f.key(), f.call(), "", f.hold().name(), 0, EffectStatus.HELD),
              f.attempt(),
              at);
      case RunFact.EffectDenied f ->
          judged(new Judged(f.key(), f.call(), "deny", f.rule(), 0, EffectStatus.DENIED), 0, at);
      case RunFact.EffectReattempted f -> attempt(f.key(), f.attempt(), at);
      case RunFact.EffectSent f -> house(f, at);
      case RunFact.EffectReleased f -> status(f.key(), EffectStatus.INTENDED, at);
      case RunFact.EffectSettled f -> settled(f, at);
      case RunFact.EffectInDoubt f -> status(f.key(), EffectStatus.IN_DOUBT, at);
      case RunFact.EffectWithdrawn f -> status(f.key(), EffectStatus.WITHDRAWN, at);
      case RunFact.ShadowJudged f -> shadowed(f);
      // A changed call is told by the judgement that follows it.
      case RunFact.EffectChanged _,
          RunFact.EffectGranted _,
          RunFact.EffectReused _,
          RunFact.EffectRecalled _,
          RunFact.EffectForgotten _ -> {}
    }
  }

  private void judged(Judged j, int attempts, Instant at) throws SQLException {
    long now = at.toEpochMilli();
    session.update(
        """
        INSERT INTO effect(run, place, class, target, digest, verdict, rule, house, status,
          attempts, amount, currency, first, last)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?, ?)
        ON CONFLICT(run, place) DO UPDATE SET class = excluded.class, target = excluded.target,
          digest = excluded.digest, verdict = excluded.verdict, rule = excluded.rule,
          house = excluded.house, status = excluded.status, attempts = excluded.attempts,
          last = excluded.last
        """,
        run(j.key().run()),
        place(j.key()),
        j.call().effect().ordinal(),
        j.call().target().display(),
        j.call().digest().value(),
        j.verdict(),
        j.rule(),
        j.house(),
        j.status().ordinal(),
        attempts,
        now,
        now);
  }

  private void attempt(EffectKey key, int attempt, Instant at) throws SQLException {
    session.update(
        "UPDATE effect SET status = ?, attempts = ?, last = ? WHERE run = ? AND place = ?",
        EffectStatus.INTENDED.ordinal(),
        attempt,
        at.toEpochMilli(),
        run(key.run()),
        place(key));
  }

  private void house(RunFact.EffectSent fact, Instant at) throws SQLException {
    session.update(
        """
        UPDATE effect SET status = ?, house = CASE WHEN ? > 0 THEN ? ELSE house END, last = ?
        WHERE run = ? AND place = ?
        """,
        EffectStatus.INTENDED.ordinal(),
        fact.house(),
        fact.house(),
        at.toEpochMilli(),
        run(fact.key().run()),
        place(fact.key()));
  }

  private void status(EffectKey key, EffectStatus status, Instant at) throws SQLException {
    session.update(
        "UPDATE effect SET status = ?, last = ? WHERE run = ? AND place = ?",
        status.ordinal(),
        at.toEpochMilli(),
        run(key.run()),
        place(key));
  }

  private void settled(RunFact.EffectSettled fact, Instant at) throws SQLException {
    if (!(fact.reply() instanceof Reply.Answered(_, _, var usage))) {
      status(fact.key(), EffectStatus.FAILED, at);
      return;
    }
    session.update(
        """
        UPDATE effect SET status = ?, last = ?, amount = ?, currency = ? WHERE run = ? AND place = ?
        """,
        EffectStatus.DONE.ordinal(),
        at.toEpochMilli(),
        usage.cost().map(c -> c.millionths()).orElse(0L),
        usage.cost().map(c -> c.currency()).orElse(""),
        run(fact.key().run()),
        place(fact.key()));
  }

  private void shadowed(RunFact.ShadowJudged fact) throws SQLException {
    for (Shadow.Said said : fact.said()) {
      session.update(
          """
          INSERT INTO shadowed VALUES (?, ?, 1, ?)
          ON CONFLICT DO UPDATE SET count = count + 1, changed = changed + excluded.changed
          """,
          said.draft(),
          said.verdict(),
          said.changed() ? 1 : 0);
    }
  }

  /** A run whose beginning was erased is known by its name alone. */
  private long run(RunId run) throws SQLException {
    Long known = runs.get(run);
    if (known != null) {
      return known;
    }
    long id = session.number("SELECT id FROM run WHERE name = ?", run.value());
    if (id == 0) {
      session.update("INSERT INTO run(name, workflow, erased) VALUES (?, '', 0)", run.value());
      id = session.number("SELECT id FROM run WHERE name = ?", run.value());
    }
    runs.put(run, id);
    return id;
  }

  /** The key without its run. */
  private static String place(EffectKey key) {
    return key.place().path() + (key.ordinal().isEmpty() ? "" : "#" + key.ordinal());
  }
}
