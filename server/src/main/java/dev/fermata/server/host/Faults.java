package dev.fermata.server.host;

import dev.fermata.engine.EngineFailure;
import dev.fermata.run.state.RunState;
import dev.fermata.server.log.Log;
import dev.fermata.value.RunId;
import java.util.Optional;
import java.util.function.Function;

/** Says what went wrong inside, and ends the process where it cannot go on. Thread-safe. */
final class Faults {
  private final Log log;
  private final Fuse fuse;
  private final Function<RunId, Optional<RunState>> runs;

  Faults(Log log, Fuse fuse, Function<RunId, Optional<RunState>> runs) {
    this.log = log;
    this.fuse = fuse;
    this.runs = runs;
  }

  /** Has what a stop takes loaded while it can be: once no file is free, no class can be read. */
  static void rehearse() {
    var _ = told(new EngineFailure.Stopped("", new IllegalStateException()));
  }

  /** The engine fails closed; only the server ends the process. */
  void failed(EngineFailure failure) {
    String told = told(failure);
    switch (failure) {
      case EngineFailure.Stopped _ -> fuse.blow("engine", told);
      case EngineFailure.Parked(var stream, _, _) when stream.isRun() ->
          log.about(Log.Level.ERROR, "engine", stream.run(), trace(stream.run()), told);
      case EngineFailure.Parked _ -> log.error("engine", told);
      case EngineFailure.StoreFailed _ -> log.warn("store", told);
    }
  }

  private String trace(RunId run) {
    try {
      return runs.apply(run).map(state -> state.traced().trace().trace()).orElse("");
    } catch (RuntimeException e) {
      return ""; // Whatever parked the run may be in the way of reading it, too.
    }
  }

  private static String told(EngineFailure failure) {
    return switch (failure) {
      case EngineFailure.Stopped(var message, _) ->
          "stopped: " + message + "; start the server again to recover";
      case EngineFailure.Parked(var stream, var message, _) -> stream + " is parked: " + message;
      case EngineFailure.StoreFailed(var message, _) -> "failed and was opened again: " + message;
    };
  }

  /**
   * Ends a server of which a part could not be loaded, as when no file is free. The Java machine
   * remembers that for good (JVMS 5.4.3, 5.5), so that only a new process answers again.
   */
  void partMissing(LinkageError missing) {
    fuse.blow(
        "server",
        "stopped: a part of the program could not be loaded ("
            + missing
            + "); if too many files were open, allow more (ulimit -n), then start the server again:"
            + " what was acknowledged is safe");
  }
}
