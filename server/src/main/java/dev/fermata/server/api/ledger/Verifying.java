package dev.fermata.server.api.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.adapter.sqlite.Verification.Report;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Verifies the folder of this server beside its work, one verification at a time. It reads the
 * files as `audit verify` does, so it believes nothing that the server has in memory. Safe for use
 * by many threads.
 */
final class Verifying {
  /** Whatever takes longer is for the command line, which has a machine to itself. */
  static final Duration LIMIT = Duration.ofMinutes(30);

  private final Path folder;
  private final InstantSource clock;
  private volatile State state = new State.None();

  /** How far the last one is. */
  sealed interface State {
    record None() implements State {}

    record Runs(String by, Instant began, String what, long done, long total) implements State {}

    record Ended(String by, Instant began, Instant ended, Report report) implements State {}

    record Failed(String by, Instant began, String why) implements State {}
  }

  /** Ends a verification that takes too long. */
  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  Verifying(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  synchronized void begin(String by) {
    if (state instanceof State.Runs runs) {
      throw Refusal.conflict(
          "under-way", "One is under way", "what " + runs.by() + " asked for is being verified");
    }
    Instant began = clock.instant();
    state = new State.Runs(by, began, "begins", 0, 0);
    Thread.ofPlatform()
        .name("fermata-verify")
        .daemon()
        .priority(Thread.MIN_PRIORITY)
        .start(() -> state = verified(by, began));
  }

  private State verified(String by, Instant began) {
    var late = new AtomicBoolean();
    try {
      Report report =
          Verification.of(
              folder,
              (what, done, total) -> {
                late.set(clock.instant().isAfter(began.plus(LIMIT)));
                if (late.get()) {
                  throw new TooLong();
                }
                state = new State.Runs(by, began, what, done, total);
              });
      // What ends it early ends in its report.
      boolean unsure = report.problem().isPresent() && report.finding().isEmpty();
      if (late.get() || unsure) {
        String tooLong = "it took over %d minutes".formatted(LIMIT.toMinutes());
        String why = late.get() ? tooLong : report.problem().orElse("");
        return new State.Failed(by, began, why + "; run fermata audit verify");
      }
      return new State.Ended(by, began, clock.instant(), report);
    } catch (JournalFailure | IllegalStateException e) {
      return new State.Failed(by, began, String.valueOf(e.getMessage()));
    }
  }

  ObjectNode tree() {
    ObjectNode tree = Json.object();
    switch (state) {
      case State.None() -> tree.put("state", "none");
      case State.Runs(var by, var began, var what, var done, var total) ->
          begun(tree.put("state", "running"), by, began)
              .put("what", what)
              .put("done", done)
              .put("total", total);
      case State.Failed(var by, var began, var why) ->
          begun(tree.put("state", "failed"), by, began).put("why", why);
      case State.Ended(var by, var began, var ended, var report) -> {
        begun(tree.put("state", report.finding().isPresent() ? "broken" : "sound"), by, began);
        tree.put("ended", ended.toString()).put("entries", report.entries());
        tree.put("commits", report.commits()).put("runs", report.runs());
        tree.put("checkpoints", report.checkpoints()).put("signed", report.signed());
        report
            .finding()
            .ifPresent(found ->
                tree.putObject("first")
                    .put("position", found.position())
                    .put("stream", found.stream())
                    .put("number", found.number())
                    .put("what", found.what()));
      }
    }
    return tree;
  }

  private static ObjectNode begun(ObjectNode tree, String by, Instant at) {
    return tree.put("by", by).put("began", at.toString());
  }
}
