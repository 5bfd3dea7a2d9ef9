package dev.fermata.server.notify;

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
    Instant at) {
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

  /** In one line, without what is asked. */
  String headline() {
    return "A task " + kind.words + " " + team + " (" + workflow + ")";
  }

  /** What stands in the subject, or at the top. */
  String title() {
    return question.isEmpty() ? headline() : question;
  }
}
