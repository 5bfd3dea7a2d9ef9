package dev.fermata.task;

import dev.fermata.value.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people did about a task besides deciding it.
 *
 * @param comments how many there are; what they say stands in the facts
 * @param snoozed who does not want to be shown it, until when
 * @param handed how it went from hand to hand, the first first
 * @param undone the ids of decisions that were taken back, so that their repeat does not count
 * @param last the digest of who said what last, so that its repeat is known; empty for none
 */
public record Handling(
    int comments,
    Map<String, Instant> snoozed,
    List<Handed> handed,
    List<String> undone,
    String last) {
  public static final Handling NONE = new Handling(0, Map.of(), List.of(), List.of(), "");
  private static final int UNDONE_LIMIT = 20;

  /** Somebody gave it to somebody else. */
  public record Handed(String by, String from, String to, String why, Instant at) {}

  public Handling {
    snoozed = Collections.unmodifiableMap(new TreeMap<>(snoozed == null ? Map.of() : snoozed));
    handed = handed == null ? List.of() : List.copyOf(handed);
    undone = undone == null ? List.of() : List.copyOf(undone);
    last = last == null ? "" : last;
  }

  /** With one more comment. */
  public Handling commented(String by, String text) {
    return new Handling(comments + 1, snoozed, handed, undone, said(by, text));
  }

  /** Whether that was the last comment: then it is the same, sent twice. */
  public boolean saidLast(String by, String text) {
    return last.equals(said(by, text));
  }

  private static String said(String by, String text) {
    return Digest.of(by + ": " + text).value();
  }

  /** Not shown to that person until then; what was over before is forgotten. */
  public Handling snoozed(String by, Instant until, Instant now) {
    Map<String, Instant> all = new TreeMap<>(snoozed);
    all.values().removeIf(each -> each.isBefore(now));
    all.put(by, until);
    return new Handling(comments, all, handed, undone, last);
  }

  /** Shown to that person again. */
  public Handling woken(String by) {
    Map<String, Instant> all = new TreeMap<>(snoozed);
    all.remove(by);
    return new Handling(comments, all, handed, undone, last);
  }

  /** Given to somebody else. */
  public Handling handed(Handed on) {
    List<Handed> all = new ArrayList<>(handed);
    all.add(on);
    return new Handling(comments, snoozed, all, undone, last);
  }

  /** The decision of that id was taken back; the last ones are remembered. */
  public Handling undone(String id) {
    List<String> all = new ArrayList<>(undone);
    all.add(id);
    int first = Math.max(0, all.size() - UNDONE_LIMIT);
    return new Handling(comments, snoozed, handed, all.subList(first, all.size()), last);
  }
}
