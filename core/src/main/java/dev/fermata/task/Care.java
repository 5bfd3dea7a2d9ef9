package dev.fermata.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What people did about a task besides deciding it.
 *
 * @param comments how many there are; what they say stands in the facts
 * @param snoozed who does not want to be shown it, until when
 * @param handed how it went from hand to hand, the first first
 * @param looks what each natural person has looked at
 * @param undone the ids of decisions that were taken back, so that their repeat does not count
 */
public record Care(
    int comments,
    Map<String, Instant> snoozed,
    List<Handed> handed,
    List<String> undone,
    List<Look> looks) {
  public static final Care NONE = new Care(0, Map.of(), List.of(), List.of(), List.of());
  private static final int UNDONE_LIMIT = 20;

  /** Somebody gave it to somebody else. */
  public record Handed(String by, String from, String to, String why, Instant at) {}

  public Care {
    snoozed = Collections.unmodifiableMap(new TreeMap<>(snoozed == null ? Map.of() : snoozed));
    handed = handed == null ? List.of() : List.copyOf(handed);
    undone = undone == null ? List.of() : List.copyOf(undone);
    looks = looks == null ? List.of() : List.copyOf(looks);
  }

  /** With one more comment. */
  public Care commented() {
    return new Care(comments + 1, snoozed, handed, undone, looks);
  }

  /** Not shown to that person until then; what was over before is forgotten. */
  public Care snoozed(String by, Instant until, Instant now) {
    Map<String, Instant> all = new TreeMap<>(snoozed);
    all.values().removeIf(each -> each.isBefore(now));
    all.put(by, until);
    return new Care(comments, all, handed, undone, looks);
  }

  /** Shown to that person again. */
  public Care woken(String by) {
    Map<String, Instant> all = new TreeMap<>(snoozed);
    all.remove(by);
    return new Care(comments, all, handed, undone, looks);
  }

  /** Given to somebody else. */
  public Care handed(Handed on) {
    List<Handed> all = new ArrayList<>(handed);
    all.add(on);
    return new Care(comments, snoozed, all, undone, looks);
  }

  /** The decision of that id was taken back; the last ones are remembered. */
  public Care undone(String id) {
    List<String> all = new ArrayList<>(undone);
    all.add(id);
    int first = Math.max(0, all.size() - UNDONE_LIMIT);
    return new Care(comments, snoozed, handed, all.subList(first, all.size()), looks);
  }

  /** What this natural person has looked at. */
  public Optional<Look> look(String natural) {
    return looks.stream().filter(l -> l.natural().equals(natural)).findFirst();
  }

  /** With something more that somebody has looked at. */
  public Care looked(Look look) {
    List<Look> all = new ArrayList<>(looks);
    all.removeIf(l -> l.natural().equals(look.natural()));
    all.add(look(look.natural()).map(l -> l.and(look)).orElse(look));
    return new Care(comments, snoozed, handed, undone, all);
  }
}
