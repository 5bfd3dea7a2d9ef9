package dev.fermata.adapter.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has changed in a tool, for the person who is to accept it: every place with what stood there
 * and what stands there now. Characters that cannot be seen are written as codes.
 */
public final class Differences {
  /** More are counted, not shown. */
  public static final int LINES = 40;

  private static final int SHOWN_CHARS = 200;

  /** How much of what two texts have in common is shown before they part. */
  private static final int COMMON_CHARS = 30;

  private final List<String> lines = new ArrayList<>();
  private int more;

  private Differences() {}

  public static List<String> between(Json before, Json now) {
    var differences = new Differences();
    differences.compare("", before.view(), now.view());
    if (differences.more > 0) {
      differences.lines.add("and " + differences.more + " more");
    }
    return List.copyOf(differences.lines);
  }

  private void compare(String at, JsonNode before, JsonNode now) {
    if (before.equals(now)) {
      return;
    }
    if (before.isObject() && now.isObject()) {
      Set<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      now.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(under(at, shown(name)), before.path(name), now.path(name)));
    } else if (before.isArray() && now.isArray() && before.size() == now.size()) {
      for (int i = 0; i < now.size(); i++) {
        compare(under(at, String.valueOf(i)), before.get(i), now.get(i));
      }
    } else {
      add(at, before, now);
    }
  }

  private static String under(String at, String name) {
    return at.isEmpty() ? name : at + "/" + name;
  }

  private void add(String at, JsonNode before, JsonNode now) {
    if (lines.size() >= LINES) {
      more++;
    } else if (before.isMissingNode()) {
      lines.add(at + ": added " + shown(now.toString()));
    } else if (now.isMissingNode()) {
      lines.add(at + ": removed " + shown(before.toString()));
    } else {
      String old = before.toString();
      String text = now.toString();
      int from = Math.max(0, common(old, text) - COMMON_CHARS);
      lines.add(at + ": " + part(old, from) + " -> " + part(text, from));
    }
  }

  private static String part(String text, int from) {
    return (from > 0 ? "…" : "") + shown(text.substring(Math.min(from, text.length())));
  }

  private static int common(String one, String other) {
    int i = 0;
    while (i < one.length() && i < other.length() && one.charAt(i) == other.charAt(i)) {
      i++;
    }
    return i;
  }

  /** Only what a person can see: an order to a model may be hidden between the characters. */
  static String shown(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARS)
        .forEach(c -> {
          boolean seen =
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
                default -> true;
              };
          if (seen) {
            shown.appendCodePoint(c);
          } else {
            shown.append("\\u{%x}".formatted(c));
          }
        });
    return text.codePointCount(0, text.length()) > SHOWN_CHARS ? shown + "…" : shown.toString();
  }
}
