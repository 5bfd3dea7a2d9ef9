package dev.fermata.task.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.label.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something to look at before deciding. Its id is the same whenever the same task is shown.
 *
 * @param from whose word it is
 * @param locator where it is found; empty if nobody says
 * @param required whether a task of high risk cannot be decided before it was opened
 */
public record Evidence(
    String id, String title, String from, String locator, Json value, boolean required) {
  /** What one task may hold, if not more have to be opened; the rest stands in the run. */
  public static final int LIMIT = 64;

  private static final String OURS = "Fermata, from the facts of the run";
  private static final List<String> CALL =
      List.of("target", "work", "effect", "key", "since", "arguments");
  private static final List<String> PLACES =
      List.of("locator", "source", "url", "uri", "path", "file");
  private static final List<String> TITLES = List.of("title", "name", "text", "claim");

  /** As many as one task may hold; what has to be opened is never left out. */
  public static List<Evidence> within(List<Evidence> all) {
    List<Evidence> held = new ArrayList<>(all);
    for (int i = held.size() - 1; i >= 0 && held.size() > LIMIT; i--) {
      if (!held.get(i).required()) {
        held.remove(i);
      }
    }
    return held;
  }

  /** What the task itself shows, in parts; nothing of it is left out. */
  public static List<Evidence> shown(Task task) {
    JsonNode show = task.brief().show().view();
    return switch (task.kind()) {
      case APPROVE -> List.of(call(show, "The exact call"));
      case IN_DOUBT -> doubt(show);
      case REPAIR -> members(show, OURS, true);
      case HUMAN, CONFLICT -> members(show, "the run's data", true);
    };
  }

  private static Evidence call(JsonNode show, String title) {
    ObjectNode call = Json.object();
    for (String name : CALL) {
      if (show.has(name)) {
        call.set(name, show.get(name));
      }
    }
    return new Evidence("call", title, OURS, "/show/arguments", Json.adopt(call), true);
  }

  private static List<Evidence> doubt(JsonNode show) {
    List<Evidence> all = new ArrayList<>();
    all.add(call(show, "The call that may have happened"));
    for (String name : List.of("error", "check")) {
      if (show.has(name)) {
        all.add(
            new Evidence(
                "show/" + name, title(name), OURS, "/show/" + name, Json.of(show.get(name)), true));
      }
    }
    return all;
  }

  /** Each part that has parts by itself; what is plain together. */
  private static List<Evidence> members(JsonNode show, String from, boolean required) {
    if (show.isNull() || show.isMissingNode()) {
      return List.of();
    }
    if (!show.isObject()) {
      return List.of(new Evidence("show", "What is known", from, "/show", Json.of(show), required));
    }
    ObjectNode plain = Json.object();
    List<Evidence> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : show.properties()) {
      JsonNode value = each.getValue();
      if (value.isContainerNode() && !value.isEmpty() && all.size() < LIMIT / 2) {
        String at = "/show" + Labels.pointer(each.getKey());
        all.add(
            new Evidence(
                at.substring(1), title(each.getKey()), from, at, Json.of(value), required));
      } else {
        plain.set(each.getKey(), value);
      }
    }
    if (!plain.isEmpty()) {
      all.addFirst(
          new Evidence("show", "What is known", from, "/show", Json.adopt(plain), required));
    }
    return all;
  }

  private static String title(String name) {
    String words = name.replace('_', ' ').replace('-', ' ');
    return words.isEmpty()
        ? name
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** All that a member of a panel said. */
  public static Evidence opinion(String member, String agent, JsonNode output) {
    return new Evidence(
        "opinion/" + member,
        "All that '" + member + "' says",
        agent + ", an agent",
        "/proposals",
        Json.of(output),
        false);
  }

  /** What an agent gave with its opinion: its own word, with the place that it names. */
  public static List<Evidence> given(String member, String agent, JsonNode evidence) {
    List<Evidence> all = new ArrayList<>();
    List<JsonNode> items = new ArrayList<>();
    if (evidence.isArray()) {
      evidence.forEach(items::add);
    } else if (!evidence.isNull() && !evidence.isMissingNode()) {
      items.add(evidence);
    }
    for (JsonNode item : items) {
      String locator = first(item, PLACES);
      String title = first(item, TITLES);
      all.add(
          new Evidence(
              "opinion/" + member + "/" + (all.size() + 1),
              title.isEmpty()
                  ? locator.isEmpty() ? "Evidence " + (all.size() + 1) : locator
                  : title,
              agent + ", an agent",
              locator,
              Json.of(item),
              false));
    }
    return all;
  }

  private static String first(JsonNode item, List<String> names) {
    return names.stream()
        .map(name -> item.path(name).asText(""))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }
}
