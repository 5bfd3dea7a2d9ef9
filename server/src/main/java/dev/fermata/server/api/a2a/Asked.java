package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.a2a.Card;
import dev.fermata.server.a2a.Fault;
import dev.fermata.server.api.request.Request;
import dev.fermata.value.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** What every request says beside its own matter: the protocol's version, and extensions. */
final class Asked {
  static final String VERSION = "A2A-Version";
  static final String EXTENSIONS = "A2A-Extensions";

  private static final Pattern PATCH = Pattern.compile("([0-9]+\\.[0-9]+)\\.[0-9]+");

  private Asked() {}

  /** Refuses another version than ours; none named is 0.3 (specification, 3.6.2). */
  static void version(Request request) {
    String given = request.query().text(VERSION).orElse("");
    var patched = PATCH.matcher(given);
    String version = patched.matches() ? patched.group(1) : given;
    if (!version.equals(Card.VERSION)) {
      throw Fault.VERSION_NOT_SUPPORTED.because(
          "the request is of version '%s'; this server speaks %s, so send %s: %s"
              .formatted(
                  version.isEmpty() ? "0.3" : clipped(version),
                  Card.VERSION,
                  VERSION,
                  Card.VERSION));
    }
  }

  private static String clipped(String text) {
    return text.length() > 20 ? text.substring(0, 20) + "…" : text;
  }

  /** Whether a repeated message is to give the task that the first one made. */
  static boolean once(Request request) {
    return Arrays.stream(request.query().text(EXTENSIONS).orElse("").split(","))
        .map(each -> each.strip().toLowerCase(Locale.ROOT))
        .anyMatch(Card.ONCE::equals);
  }

  /** The parameters of a GET as the object that JSON-RPC gives. */
  static Json params(Request request, String... names) {
    ObjectNode tree = Json.object();
    for (String name : names) {
      request.query().text(name).ifPresent(text -> put(tree, name, text));
    }
    return Json.adopt(tree);
  }

  private static void put(ObjectNode tree, String name, String text) {
    switch (name) {
      case "historyLength", "pageSize" -> {
        if (text.matches("-?[0-9]{1,9}")) {
          tree.put(name, Integer.parseInt(text));
        } else {
          tree.put(name, text);
        }
      }
      case "includeArtifacts" -> tree.put(name, text.equals("true"));
      default -> tree.put(name, text);
    }
  }
}
