package dev.fermata.adapter.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Predicate;

/**
 * The formats that are asserted; all others only describe. Own ones, because those of the library
 * use backtracking patterns.
 */
final class CheckedFormats {
  private static final int LONGEST_EMAIL = 320;
  private static final int LONGEST_TIME = 40;

  static final List<Format> ALL =
      List.of(
          format("date", CheckedFormats::isDate),
          format("date-time", CheckedFormats::isDateTime),
          format("email", CheckedFormats::isEmail),
          format("uri", CheckedFormats::isUri),
          format("uuid", CheckedFormats::isUuid));

  private CheckedFormats() {}

  private static Format format(String name, Predicate<String> test) {
    return new Format() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public boolean matches(ExecutionContext context, String value) {
        return test.test(value);
      }
    };
  }

  private static boolean isDate(String text) {
    if (text.length() != 10) {
      return false;
    }
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDateTime(String text) {
    // RFC 3339 wants seconds, which ISO 8601 lets go.
    if (text.length() < 20 || text.length() > LONGEST_TIME || text.charAt(16) != ':') {
      return false;
    }
    try {
      // A leap second is a time, though not one that Java knows.
      boolean leap = text.startsWith("59:60", 14);
      OffsetDateTime.parse(leap ? text.substring(0, 17) + "59" + text.substring(19) : text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isEmail(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at > 64 || text.length() > LONGEST_EMAIL) {
      return false;
    }
    String local = text.substring(0, at);
    boolean quoted = local.length() > 2 && local.startsWith("\"") && local.endsWith("\"");
    return (quoted || isDotted(local, CheckedFormats::isAtom))
        && isDotted(text.substring(at + 1), CheckedFormats::isLabel);
  }

  private static boolean isDotted(String text, Predicate<String> part) {
    return List.of(text.split("\\.", -1)).stream().allMatch(part);
  }

  private static boolean isAtom(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> isAlphanumeric(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
  }

  private static boolean isLabel(String text) {
    return !text.isEmpty()
        && text.length() <= 63
        && !text.startsWith("-")
        && !text.endsWith("-")
        && text.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
  }

  private static boolean isAlphanumeric(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
