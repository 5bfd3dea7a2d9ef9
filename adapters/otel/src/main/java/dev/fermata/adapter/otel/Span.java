package dev.fermata.adapter.otel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that took its time and is over: one line of a trace.
 *
 * @param parent the id of the span that caused it; empty for none
 * @param attributes texts, whole numbers, fractions and truth values
 * @param error what kind of error it ended with; empty for none
 */
record Span(
    String trace,
    String id,
    String parent,
    String name,
    Kind kind,
    Instant began,
    Instant ended,
    Map<String, Object> attributes,
    List<Moment> moments,
    List<Link> links,
    Optional<String> error) {
  /** How many moments one span may have; the rest is left out. */
  static final int MOMENTS = 100;

  Span {
    attributes = Map.copyOf(attributes);
    moments = List.copyOf(moments.size() > MOMENTS ? moments.subList(0, MOMENTS) : moments);
    links = List.copyOf(links);
    ended = ended.isBefore(began) ? began : ended; // Clocks of two processes may differ.
  }

  /** Where the work is done: here, or by somebody who is asked from here. */
  enum Kind {
    INTERNAL,
    SERVER,
    CLIENT
  }

  /** Something that happened meanwhile. */
  record Moment(String name, Instant at) {}

  /** Another span of the same trace that it goes on from. */
  record Link(String span, String why) {}

  /** Attributes in the making; what is empty is left out. */
  static final class Words {
    private final Map<String, Object> all = new TreeMap<>();

    Words put(String name, String value) {
      if (!value.isEmpty()) {
        all.put(name, value);
      }
      return this;
    }

    Words put(String name, long value) {
      all.put(name, value);
      return this;
    }

    Words put(String name, double value) {
      all.put(name, value);
      return this;
    }

    Map<String, Object> all() {
      return all;
    }
  }
}
