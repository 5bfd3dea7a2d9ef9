package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.discover.Found.Leak;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that may tell of agents.
 *
 * @param file below the folder that was searched, or an address
 */
record Clue(String file, Document document) {
  JsonNode tree() {
    return document.tree().view();
  }

  int line(String pointer) {
    return document.at(pointer).line();
  }

  static String under(String pointer, String name) {
    return pointer + "/" + Part.escaped(name);
  }

  /** The values of an object that are credentials. */
  List<Leak> leaks(String pointer, String what) {
    List<Leak> leaks = new ArrayList<>();
    tree()
        .at(pointer)
        .properties()
        .forEach(each -> {
          if (each.getValue().isTextual() && Leaks.is(each.getKey(), each.getValue().asText())) {
            leaks.add(
                new Leak(file, line(under(pointer, each.getKey())), what + " " + each.getKey()));
          }
        });
    return leaks;
  }

  static String text(JsonNode node, String name) {
    return node.path(name).asText("");
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> {
      if (each.isTextual() || each.isNumber()) {
        texts.add(each.asText());
      }
    });
    return texts;
  }
}
