package dev.fermata.server.cli.say;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.show.Visible;
import dev.fermata.server.show.Yaml;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.List;

/** Writes answers in the format that was asked for. */
public final class Printer {
  /** A plain table cuts longer cells; {@code -o wide} and JSON never cut. */
  private static final int CELL_LIMIT = 48;

  private static final ObjectWriter PRETTY =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

  private final Screen screen;
  private final Format format;
  private final List<String> columns;
  private final Colour colour;

  /**
   * @param columns the columns by name; empty for the usual ones
   */
  public Printer(Screen screen, Format format, List<String> columns, Colour colour) {
    this.screen = screen;
    this.format = format;
    this.columns = List.copyOf(columns);
    this.colour = colour;
  }

  public Format format() {
    return format;
  }

  public Screen screen() {
    return screen;
  }

  /** A list, as {@code {"items": […]}} or as a table. */
  public void list(JsonNode answer, View view) {
    JsonNode items = answer.isArray() ? answer : answer.path("items");
    switch (format) {
      case JSON, YAML -> tree(listed(answer, items));
      case JSONL -> items.forEach(each -> screen.data(Visible.json(each.toString())));
      case NAME -> items.forEach(each -> screen.data(View.text(each.path(view.id()))));
      case TABLE, WIDE -> table(items, view);
    }
    if (items.isEmpty() && format != Format.TABLE && format != Format.WIDE)
      screen.note(view.whenEmpty());
  }

  private static JsonNode listed(JsonNode answer, JsonNode items) {
    if (answer.isObject() && answer.has("items")) return answer;
    ObjectNode list = Json.object();
    list.set("items", items.isMissingNode() ? list.arrayNode() : items);
    return list;
  }

  /** One thing, as JSON or as lines of name and value. */
  public void one(JsonNode item, View view) {
    switch (format) {
      case JSON, YAML -> tree(item);
      case JSONL -> screen.data(Visible.json(item.toString()));
      case NAME -> screen.data(View.text(item.path(view.id())));
      case TABLE, WIDE -> {
        var now = screen.clock().instant();
        List<List<String>> rows = new ArrayList<>();
        for (View.Column column : view.columns()) {
          String cell = column.cell().apply(item, now);
          if (!cell.isEmpty()) rows.add(List.of(column.name(), cell));
        }
        new Table(List.of(), rows).print(screen, colour);
      }
    }
  }

  /** What a command did: JSON for programs, else a sentence. */
  public void done(JsonNode answer, String id, String sentence) {
    switch (format) {
      case JSON, YAML -> tree(answer);
      case JSONL -> screen.data(Visible.json(answer.toString()));
      case NAME -> screen.data(Visible.line(id));
      case TABLE, WIDE -> screen.data(Visible.text(sentence));
    }
  }

  /** A tree for programs, whatever the format for people would be. */
  public void tree(JsonNode tree) {
    try {
      switch (format) {
        case YAML -> screen.data(Yaml.write(tree));
        case JSONL -> screen.data(Visible.json(tree.toString()));
        case JSON, TABLE, WIDE, NAME -> screen.data(Visible.json(PRETTY.writeValueAsString(tree)));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  public void trouble(Trouble trouble) {
    screen.note(
        format.forPrograms()
            ? Visible.json(trouble.json().toString())
            : Visible.text(trouble.text()));
  }

  private void table(JsonNode items, View view) {
    List<View.Column> shown = chosen(view);
    if (items.isEmpty()) {
      screen.data(view.whenEmpty());
      return;
    }
    var now = screen.clock().instant();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items)
      rows.add(shown.stream().map(each -> cut(each.cell().apply(item, now))).toList());
    new Table(shown.stream().map(View.Column::name).toList(), rows).print(screen, colour);
  }

  private List<View.Column> chosen(View view) {
    if (columns.isEmpty())
      return format == Format.WIDE
          ? view.columns()
          : view.columns().subList(0, Math.min(view.narrow(), view.columns().size()));
    List<String> known = view.columns().stream().map(View.Column::name).toList();
    return columns.stream()
        .map(name ->
            view.columns().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                    Trouble.usage(
                        "there is no column '" + name + "'." + Nearest.hint(name, known),
                        "Columns: " + String.join(", ", known))))
        .toList();
  }

  private String cut(String cell) {
    String line = cell.replace('\n', ' ');
    return format == Format.WIDE || line.length() <= CELL_LIMIT
        ? line
        : line.substring(0, CELL_LIMIT - 1) + "…";
  }
}
