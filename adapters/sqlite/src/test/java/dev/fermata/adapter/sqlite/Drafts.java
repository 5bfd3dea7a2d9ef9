package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drafts, rows and tasks with everything filled in that a test does not care about. */
final class Drafts {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Digest DEFINITION = Digest.of("definition");

  private Drafts() {}

  static StreamId stream(String run) {
    return StreamId.of(new RunId(run));
  }

  static List<Fact> facts(String run, long number) {
    return List.of(new RunFact.Finished(new Place("step"), Json.of(run + " did " + number)));
  }

  static Draft draft(String run, long number) {
    return new Draft(
        stream(run),
        number,
        NOON.plusMillis(number),
        List.of("Finished"),
        Format.body(facts(run, number)),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** The first entry of a run that was started with a key. */
  static Draft started(String run, String key) {
    var fact =
        new RunFact.Started(
            WorkflowId.parse("shop/refund@1"),
            DEFINITION,
            Json.EMPTY,
            "seed",
            key,
            "",
            "",
            "ana",
            NOON,
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty());
    return new Draft(
        stream(run),
        1,
        NOON,
        List.of(Format.type(fact)),
        Format.body(List.of(fact)),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  static Draft with(Draft draft, Reservation... reservations) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        draft.body(),
        List.of(reservations),
        draft.row(),
        draft.tasks(),
        draft.timers(),
        draft.snapshot());
  }

  static Draft with(Draft draft, byte[] body) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        body,
        draft.reservations(),
        draft.row(),
        draft.tasks(),
        draft.timers(),
        draft.snapshot());
  }

  static Draft with(Draft draft, RunRow row) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        draft.body(),
        draft.reservations(),
        Optional.of(row),
        draft.tasks(),
        draft.timers(),
        draft.snapshot());
  }

  static Draft with(Draft draft, Task... tasks) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        draft.body(),
        draft.reservations(),
        draft.row(),
        List.of(tasks),
        draft.timers(),
        draft.snapshot());
  }

  static Draft with(Draft draft, Draft.TimerChange... timers) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        draft.body(),
        draft.reservations(),
        draft.row(),
        draft.tasks(),
        Arrays.asList(timers),
        draft.snapshot());
  }

  static Draft with(Draft draft, Draft.Snapshot snapshot) {
    return new Draft(
        draft.stream(),
        draft.number(),
        draft.at(),
        draft.types(),
        draft.body(),
        draft.reservations(),
        draft.row(),
        draft.tasks(),
        draft.timers(),
        Optional.of(snapshot));
  }

  /** A run that started so many seconds after noon. */
  static RunRow row(String run, RunStatus status, int startedSeconds) {
    return row(run, status, startedSeconds, "shop/refund@1", "", "");
  }

  static RunRow row(
      String run,
      RunStatus status,
      int startedSeconds,
      String workflow,
      String batch,
      String subject) {
    Instant started = NOON.plusSeconds(startedSeconds);
    return new RunRow(
        new RunId(run),
        WorkflowId.parse(workflow),
        DEFINITION,
        status,
        status == RunStatus.RUNNING,
        status == RunStatus.WAITING ? 1 : 0,
        0,
        status == RunStatus.FAULTED ? "it's broken" : "",
        subject,
        batch,
        "ana",
        started,
        status.ended() ? Optional.of(started.plusSeconds(5)) : Optional.empty());
  }

  static RunRow inDoubt(RunRow row, int inDoubt) {
    return new RunRow(
        row.id(),
        row.workflow(),
        row.definition(),
        row.status(),
        row.active(),
        row.openTasks(),
        inDoubt,
        row.problem(),
        row.subject(),
        row.batch(),
        row.by(),
        row.started(),
        row.ended());
  }

  static Task task(String run, int number, String team, Optional<Instant> due) {
    return new Task(
        new TaskId(run + "-" + number),
        new RunId(run),
        new Place("ask"),
        "",
        Task.Kind.HUMAN,
        team,
        new Brief(
            "Go?", Map.of("yes", "it goes"), Json.EMPTY, Json.NULL, Optional.empty(), "raise"),
        NOON.plusSeconds(number),
        due,
        List.of("bosses"),
        new Task.State.Open());
  }
}
