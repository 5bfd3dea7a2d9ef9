package dev.fermata.adapter.cel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how large a regular expression becomes once its repeats are written out, before it is
 * compiled: CEL looks at the size only afterwards, when {@code ((a{1000}){1000}){1000}} has already
 * filled the memory.
 */
final class RegexSize {
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private final String pattern;
  private final Deque<Long> outer = new ArrayDeque<>();

  /** The size of what was read of the innermost group, without the last item. */
  private long before;

  private long last;

  private RegexSize(String pattern) {
    this.pattern = pattern;
  }

  /** The size, or more; at most what fits into a long. */
  static long of(String pattern) {
    return new RegexSize(pattern).size();
  }

  private long size() {
    int at = 0;
    while (at < pattern.length()) {
      at = step(at);
    }
    while (!outer.isEmpty()) {
      close();
    }
    return plus(before, last);
  }

  private int step(int at) {
    switch (pattern.charAt(at)) {
      case '(' -> {
        outer.push(plus(before, last));
        before = 0;
        last = 0;
      }
      case ')' -> close();
      case '{' -> {
        var repeat = REPEAT.matcher(pattern).region(at, pattern.length());
        if (repeat.lookingAt()) {
          last = times(last, most(repeat.group(1), repeat.group(2)));
          return repeat.end();
        }
        item();
      }
      case '\\' -> {
        item();
        return at + 2;
      }
      case '[' -> {
        item();
        int end = pattern.indexOf(']', at + 2);
        return end < 0 ? pattern.length() : end + 1;
      }
      default -> item();
    }
    return at + 1;
  }

  private void item() {
    before = plus(before, last);
    last = 1;
  }

  private void close() {
    last = plus(plus(before, last), 2);
    before = outer.isEmpty() ? 0 : outer.pop();
  }

  /** {@code {3}} is three, {@code {3,7}} seven, and {@code {3,}} three and a loop. */
  private static long most(String least, @Nullable String most) {
    long from = Long.parseLong(least);
    if (most == null) {
      return from;
    }
    return most.isEmpty() ? from + 1 : Math.max(from, Long.parseLong(most));
  }

  private static long plus(long a, long b) {
    return Math.min(Integer.MAX_VALUE, a + b);
  }

  private static long times(long a, long b) {
    return Math.min(Integer.MAX_VALUE, a * b);
  }
}
