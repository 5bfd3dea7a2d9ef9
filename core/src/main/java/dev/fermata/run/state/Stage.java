package dev.fermata.run.state;

import dev.fermata.fact.ReviewFact;
import dev.fermata.fact.ReviewFact.Giver;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Label;
import java.time.Instant;
import java.util.ArrayList;
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

  /**
   * A result is made and looked over.
   *
   * @param round how often one was sent back
   * @param whole whether checks that cost something are made, too
   * @param result what was given last; null before
   * @param next the number of the next check
   * @param failed which checks it did not pass, and why
   * @param said what whoever was asked last answered
   * @param before what was sent back, and why: {@code {output, failed}}; null for none
   * @param under the label of the verdicts
   */
  record Reviewing(
      Part part,
      Giver giver,
      int round,
      boolean whole,
      Json result,
      int next,
      List<Failed> failed,
      Json said,
      Json before,
      Label under)
      implements Stage {
    /** Who has the next move. */
    public enum Part {
      GIVE,
      GIVING,
      CHECK,
      ASKING,
      /** Whoever was asked for a verdict has given it. */
      SAID,
      /** A person who was to mend the result has answered. */
      ANSWERED
    }

    /** A check that was not passed. */
    public record Failed(String check, String why) {}

    public Reviewing {
      failed = List.copyOf(failed);
    }

    static Reviewing begun(boolean whole) {
      return new Reviewing(
          Part.GIVE,
          Giver.WORK,
          0,
          whole,
          Json.NULL,
          0,
          List.of(),
          Json.NULL,
          Json.NULL,
          Label.NONE);
    }

    @Override
    public boolean actionable() {
      return part != Part.GIVING && part != Part.ASKING;
    }

    /** Whoever has the next move is at it. */
    Reviewing entered() {
      Part now = part == Part.GIVE ? Part.GIVING : Part.ASKING;
      return new Reviewing(now, giver, round, whole, result, next, failed, said, before, under);
    }

    /** Whoever was at it has answered. */
    Reviewing left(Json output) {
      if (part == Part.GIVING && giver != Giver.PERSON) {
        return given(output);
      }
      Part now = part == Part.GIVING ? Part.ANSWERED : Part.SAID;
      return new Reviewing(now, giver, round, whole, result, next, failed, output, before, under);
    }

    Reviewing given(Json output) {
      return new Reviewing(
          Part.CHECK, giver, round, whole, output, 0, List.of(), Json.NULL, before, Label.NONE);
    }

    Reviewing checked(ReviewFact.Checked fact) {
      List<Failed> all = new ArrayList<>(failed);
      if (!fact.passed()) {
        all.add(new Failed(fact.check(), fact.why()));
      }
      return new Reviewing(
          Part.CHECK,
          giver,
          round,
          whole,
          result,
          fact.number() + 1,
          all,
          Json.NULL,
          before,
          under.join(fact.under()));
    }

    /** Another is made, by whoever is told of this one. */
    Reviewing sentBack(Giver to) {
      return new Reviewing(
          Part.GIVE,
          to,
          round + 1,
          whole,
          Json.NULL,
          0,
          List.of(),
          Json.NULL,
          rejected(),
          Label.NONE);
    }

    /** The result and what was wrong with it, as whoever mends it is told. */
    public Json rejected() {
      List<Json> reasons = new ArrayList<>();
      for (Failed each : failed) {
        reasons.add(Json.adopt(Json.object().put("check", each.check()).put("why", each.why())));
      }
      return Json.EMPTY.with("output", result).with("failed", Json.ofItems(reasons).under(under));
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
