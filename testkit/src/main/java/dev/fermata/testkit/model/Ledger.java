package dev.fermata.testkit.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the reference has seen done and asked: what must have come to pass by the end, and what may
 * have, because another branch failed or was first. Not thread-safe.
 */
final class Ledger {
  private final Map<String, String> must = new LinkedHashMap<>();
  private final Map<String, String> may = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> perhapsAsked = new LinkedHashSet<>();

  /** Something is done at a path; done again there in a later attempt it is the same thing. */
  void done(String path, Doer doer, String arguments) {
    must.put(path, what(doer, arguments));
  }

  static String what(Doer doer, String arguments) {
    return doer + " " + arguments;
  }

  void asked(String step) {
    asked.add(step);
  }

  void add(Ledger other, boolean certain) {
    (certain ? must : may).putAll(other.must);
    may.putAll(other.may);
    (certain ? asked : perhapsAsked).addAll(other.asked);
    perhapsAsked.addAll(other.perhapsAsked);
  }

  /** How often each thing must have been done. */
  Map<String, Integer> must() {
    return counted(must);
  }

  /** How often each thing may have been done at most. */
  Map<String, Integer> most() {
    Map<String, String> all = new LinkedHashMap<>(may);
    all.putAll(must);
    return counted(all);
  }

  Set<String> asked() {
    return Set.copyOf(asked);
  }

  Set<String> perhapsAsked() {
    Set<String> all = new LinkedHashSet<>(asked);
    all.addAll(perhapsAsked);
    return Set.copyOf(all);
  }

  private static Map<String, Integer> counted(Map<String, String> all) {
    Map<String, Integer> counts = new TreeMap<>();
    all.values().forEach(what -> counts.merge(what, 1, Integer::sum));
    return counts;
  }
}
