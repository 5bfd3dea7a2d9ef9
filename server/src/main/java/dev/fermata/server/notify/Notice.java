package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that somebody is told about a task. It asks for nothing but to look: its link shows the
 * task and never decides it.
 *
 * @param question what is asked; empty where the task holds data of persons
 * @param said who did it and what they said; empty where nobody did
 */
record Notice(
    Kind kind,
    TaskId task,
    RunId run,
    String workflow,
    String question,
    String team,
    String said,
    Optional<Instant> due,
    String link,
    Instant at)
    implements Message {
  /** What happened. */
  enum Kind {
    OPENED("waits for"),
    DELEGATED("was given to"),
    ESCALATED("came up to"),
    REMINDER("is due soon, for"),
    COMMENT("has a comment, for");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String headline() {
    return "A task " + kind.words + " " + team + " (" + workflow + ")";
  }

  @Override
  public Optional<String> until() {
    return due.map(at -> "Due " + at);
  }

  @Override
  public String foot() {
    return "The link shows the task. Nothing is decided by opening it.";
  }

  @Override
  public String many(int count) {
    return count + " things about tasks that wait for you";
  }

  @Override
  public ObjectNode plain() {
    ObjectNode tree =
        Json.object()
            .put("kind", kind.word())
            .put("task", task.value())
            .put("run", run.value())
            .put("workflow", workflow)
            .put("team", team)
            .put("link", link)
            .put("at", at.toString());
    if (!question.isEmpty()) tree.put("question", question);
    if (!said.isEmpty()) tree.put("said", said);
    due.ifPresent(until -> tree.put("due", until.toString()));
    return tree;
  }
}
