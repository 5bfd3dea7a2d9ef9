package dev.fermata.adapter.otel;

import java.util.Map;

/** How the server is at this moment. Asked by several threads; answers soon. */
public interface Watched {
  /** How many runs stand how. */
  Map<String, Long> runs();

  /** How many tasks wait for people. */
  long tasksWaiting();

  long journalBytes();

  /** How many entries of the journal are not taken in yet, by who follows it. */
  Map<String, Long> behind();

  /** How many commands have no answer yet. */
  long commandsOpen();

  /** How many calls wait for room at their receiver. */
  long callsWaiting();

  /** How many spans were taken by the collector, and how many never will be. */
  Spans spans();

  /** What became of spans since the server began. */
  record Spans(long told, long lost) {}
}
