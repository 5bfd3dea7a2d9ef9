package dev.fermata.adapter.cel;

import dev.fermata.value.Nearest;
import java.util.Collection;
import java.util.regex.Pattern;

/** CEL's messages in words for the owner of a policy. */
final class Wording {
  private static final Pattern NAME =
      Pattern.compile("(undefined field|undeclared reference to) '([^']{1,100})'.*");
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '([^']*)' applied to '([^']*)'.*");
  private static final Pattern PLACE =
      Pattern.compile("^evaluation error(?: at <input>:(\\d+))?: ");

  private final Collection<String> names;

  Wording(Collection<String> names) {
    this.names = names;
  }

  /** Of a rule that cannot be used. */
  String flaw(String message) {
    var name = NAME.matcher(message);
    if (name.matches()) {
      String what = name.group(1).startsWith("undefined") ? "field" : "name";
      String told = "there is no " + what + " '" + name.group(2) + "'.";
      return told + Nearest.hint(name.group(2), names);
    }
    var overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return "'%s' cannot be used with %s"
          .formatted(operator(overload.group(1)), overload.group(2));
    }
    return cut(message);
  }

  /** Of an evaluation that failed. */
  String failure(String message) {
    var place = PLACE.matcher(message);
    String told = place.find() ? message.substring(place.end()) : message;
    return cut(told.replaceAll("\\.$", ""));
  }

  private static String operator(String name) {
    return name.startsWith("_") || name.startsWith("@") || name.endsWith("_")
        ? name.replaceAll("[_@]", "")
        : name;
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= Limits.REASON_CHARS
        ? line
        : line.substring(0, Limits.REASON_CHARS) + "…";
  }
}
