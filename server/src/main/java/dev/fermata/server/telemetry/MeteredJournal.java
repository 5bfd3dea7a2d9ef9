package dev.fermata.server.telemetry;

import dev.fermata.adapter.otel.Meters;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The journal, with a look at the clock before and after each commit.
 *
 * @param within the journal itself
 */
public record MeteredJournal(Journal within, Meters meters) implements Journal {
  @Override
  public List<Appended> append(List<Draft> drafts) {
    long began = System.nanoTime();
    List<Appended> appended = within.append(drafts);
    meters.committed(Duration.ofNanos(System.nanoTime() - began), drafts.size());
    return appended;
  }

  @Override
  public void reopen() {
    within.reopen();
  }

  @Override
  public List<Stored> read(StreamId stream, long fromNumber, int limit) {
    return within.read(stream, fromNumber, limit);
  }

  @Override
  public List<Stored> tail(long afterPosition, int limit) {
    return within.tail(afterPosition, limit);
  }

  @Override
  public long position() {
    return within.position();
  }

  @Override
  public Optional<Draft.Snapshot> snapshot(StreamId stream) {
    return within.snapshot(stream);
  }

  @Override
  public List<DueTimer> timers(Instant until, int limit) {
    return within.timers(until, limit);
  }

  @Override
  public Optional<Instant> nextTimer() {
    return within.nextTimer();
  }

  @Override
  public List<RunId> active(String afterId, int limit) {
    return within.active(afterId, limit);
  }

  @Override
  public Optional<StreamId> holder(Reservation.StartKey key) {
    return within.holder(key);
  }

  @Override
  public List<Account> balances() {
    return within.balances();
  }

  @Override
  public List<About> subjects() {
    return within.subjects();
  }

  @Override
  public void close() {
    within.close();
  }
}
