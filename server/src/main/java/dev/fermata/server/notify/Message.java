package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One thing that somebody is told. It asks for nothing but to look. */
sealed interface Message permits Notice, Alarm {
  /** In one line, without what may be secret. */
  String headline();

  /** More of it in a line; empty where it must not stand in a mail. */
  String question();

  /** Who said what; empty where nobody did. */
  String said();

  /** Until when, as a line; empty for no time. */
  Optional<String> until();

  String link();

  /** What stands under it. */
  String foot();

  /** What so many of its kind are called. */
  String many(int count);

  /** As a program is told it. */
  ObjectNode plain();

  /** What stands in the subject, or at the top. */
  default String title() {
    return question().isEmpty() ? headline() : question();
  }
}
