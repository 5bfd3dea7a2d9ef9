package dev.fermata.adapter.model;

import dev.fermata.effect.Reply;

/** What came of asking one service. */
sealed interface Asked {
  /**
   * @param outage whether another service may have what this one has not
   */
  record Done(Reply reply, boolean outage) implements Asked {}

  /** It wants to be left alone for a while, which its circuit knows. */
  record Later(Reply.Rejected refusal) implements Asked {}

  /** It wants to be asked in another way. */
  record Otherwise() implements Asked {}
}
