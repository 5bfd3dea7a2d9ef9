package dev.fermata.engine;

import dev.fermata.fact.StreamId;

/** Something that the program around the engine must hear of. */
public sealed interface EngineFailure {
  String message();

  Throwable cause();

  /**
   * The engine has stopped for good: nothing further is accepted or handed out. End the process and
   * start it again; it recovers from the journal.
   */
  record Stopped(String message, Throwable cause) implements EngineFailure {}

  /**
   * One stream could not be decided or read: a run is paused until it is resumed, anything else is
   * left alone until a restart. Others go on.
   */
  record Parked(StreamId stream, String message, Throwable cause) implements EngineFailure {}

  /** The store failed and was opened again; nothing that was acknowledged is lost. */
  record StoreFailed(String message, Throwable cause) implements EngineFailure {}
}
