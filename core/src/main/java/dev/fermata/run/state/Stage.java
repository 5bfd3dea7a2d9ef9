package dev.fermata.run.state;

import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.List;

/** How far a frame is. */
public sealed interface Stage {
  /** Whether the decider can go on with the frame by itself. */
  default boolean actionable() {
    return false;
  }

  /** Just entered. */
  record Ready() implements Stage {
    @Override
    public boolean actionable() {
      return true;
    }
  }

  /** A block is about to enter that step with that data. */
  record At(String next, Json value) implements Stage {
    @Override
    public boolean actionable() {
      return true;
    }
  }

  /** A block has a step under way that was entered with that data. */
  record Inside(Json value) implements Stage {}

  /** A loop is before its round {@code index}, or inside it. */
  record Looping(Json items, int index, Json value, boolean inside) implements Stage {
    @Override
    public boolean actionable() {
      return !inside;
    }
  }

  /** A fork's branches, of which the first {@code entered} were entered. */
  record Forking(
      List<String> branches, boolean compete, int entered, PersistentMap<String, Json> results)
      implements Stage {
    @Override
    public boolean actionable() {
      return entered < branches.size()
          || results.size() == branches.size()
          || (compete && !results.isEmpty());
    }
  }

  /** A try's body, before or inside it; {@code since} is when its first attempt began. */
  record Trying(int attempt, Instant since, boolean inside) implements Stage {
    @Override
    public boolean actionable() {
      return !inside;
    }
  }

  /** A try waits to begin its next attempt. */
  record Backoff(int attempt, Instant since) implements Stage {}

  /** A try's handler, before or inside it. */
  record Catching(Problem problem, boolean inside) implements Stage {
    @Override
    public boolean actionable() {
      return !inside;
    }
  }

  /** An effect is under way or in doubt. */
  record Calling() implements Stage {}

  /** A panel's opinions, as far as they are in. */
  record Paneling(List<String> members, PersistentMap<String, Json> opinions) implements Stage {
    @Override
    public boolean actionable() {
      return opinions.size() == members.size();
    }
  }

  /**
   * A plan is made, run and pulled together.
   *
   * @param round how often the planner was asked
   * @param refusals how many plans could not be run
   * @param failures how many plans failed
   * @param data what the planner or the plan gave last
   * @param faults what was wrong with the plan before
   */
  record Planning(Part part, int round, int refusals, int failures, Json data, List<String> faults)
      implements Stage {
    /** Who has the next move. */
    public enum Part {
      ASK,
      ASKED,
      PROPOSED,
      RUNNING,
      RAN,
      TOGETHER
    }

    public Planning {
      faults = List.copyOf(faults);
    }

    @Override
    public boolean actionable() {
      return part == Part.ASK || part == Part.PROPOSED || part == Part.RAN;
    }

    static Planning begun() {
      return new Planning(Part.ASK, 0, 0, 0, Json.NULL, List.of());
    }

    /** What was to be called is on its way. */
    Planning asked() {
      return switch (part) {
        case ASK -> new Planning(Part.ASKED, round + 1, refusals, failures, data, faults);
        case PROPOSED -> new Planning(Part.RUNNING, round, refusals, failures, data, faults);
        case RAN -> new Planning(Part.TOGETHER, round, refusals, failures, data, faults);
        case ASKED, RUNNING, TOGETHER -> this;
      };
    }

    /** What was called has answered. */
    Stage answered(Json output) {
      return switch (part) {
        // A retry takes the recorded answer without asking.
        case ASK -> new Planning(Part.PROPOSED, round + 1, refusals, failures, output, faults);
        case ASKED -> new Planning(Part.PROPOSED, round, refusals, failures, output, faults);
        case PROPOSED, RUNNING -> new Planning(Part.RAN, round, refusals, failures, output, faults);
        case RAN, TOGETHER -> new Finished(output);
      };
    }

    Planning refused(List<String> why) {
      return new Planning(Part.ASK, round, refusals + 1, failures, data, why);
    }

    Planning failed(String why) {
      return new Planning(Part.ASK, round, refusals, failures + 1, data, List.of(why));
    }
  }

  /** A person is asked; a panel's opinions are kept meanwhile. */
  record Asking(TaskId task, PersistentMap<String, Json> opinions) implements Stage {}

  /** A person is asked to mend it. */
  record Repairing(TaskId task, Problem problem) implements Stage {}

  /** A timer is awaited. */
  record Waiting() implements Stage {}

  /** The raw output is there. */
  record Finished(Json output) implements Stage {
    @Override
    public boolean actionable() {
      return true;
    }
  }

  /** An error waits to be handled. */
  record Failing(Problem problem, boolean repairable) implements Stage {
    @Override
    public boolean actionable() {
      return true;
    }
  }
}
