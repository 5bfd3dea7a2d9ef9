package dev.fermata.adapter.jq.builtin;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.tree.Preview;
import java.util.ArrayDeque;
import java.util.Deque;

/** Compiles regular expressions for an engine whose time is linear in the length of the text. */
final class LinearRegex {
  private LinearRegex() {}

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException with words for the author, if the engine cannot run it
   */
  static Pattern compile(String regex, int flags) {
    if (regex.length() > Limits.REGEX_SIZE || size(regex) > Limits.REGEX_SIZE) {
      throw new IllegalArgumentException(
          "the pattern \"%s\" is too big: written out, it has more than %d parts"
              .formatted(Preview.shorten(regex, Limits.QUOTE), Limits.REGEX_SIZE));
    }
    try {
      return Pattern.compile(regex, flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern \"%s\" is refused: %s (there is no look-around and no back-reference)"
              .formatted(Preview.shorten(regex, Limits.QUOTE), e.getDescription()));
    }
  }

  /** About how many parts a pattern has when {@code a{3}} is written as {@code aaa}. */
  static long size(String regex) {
    Deque<long[]> groups = new ArrayDeque<>();
    long sum = 0;
    long last = 0;
    for (int i = 0; i < regex.length() && sum < 1_000_000_000L; i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
        sum += last = 1;
      } else if (c == '[') {
        i = endOfClass(regex, i);
        sum += last = 1;
      } else if (c == '(') {
        groups.push(new long[] {sum});
        last = 1;
        sum++;
      } else if (c == ')' && !groups.isEmpty()) {
        last = sum - groups.pop()[0];
      } else if (c == '{' && regex.indexOf('}', i) > 0) {
        int end = regex.indexOf('}', i);
        long times = times(regex.substring(i + 1, end));
        if (times > 0) {
          sum += last * (times - 1);
          last *= times;
          i = end;
        }
      } else {
        sum += last = 1;
      }
    }
    return sum;
  }

  private static int endOfClass(String regex, int from) {
    int i = from + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    for (i++; i < regex.length() && regex.charAt(i) != ']'; i++) {
      if (regex.charAt(i) == '\\') {
        i++;
      }
    }
    return i;
  }

  /** The most repetitions that a counter allows; 0 if it is no counter. */
  private static long times(String counter) {
    long most = 0;
    for (String part : counter.split(",", -1)) {
      if (part.length() > 6 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return 0;
      }
      most = Math.max(most, part.isEmpty() ? 0 : Long.parseLong(part));
    }
    return most;
  }
}
