package dev.fermata.server.cli.say;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.show.Visible;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How things of one kind stand in a table.
 *
 * @param id the member that names one
 * @param columns those of a table come first
 * @param narrow how many columns a plain table has; {@code wide} has all
 * @param whenEmpty what an empty list means, and what to do
 */
public record View(String id, List<Column> columns, int narrow, String whenEmpty) {
  public View {
    columns = List.copyOf(columns);
  }

  /** One column; the cell is made of the item and the present time. */
  public record Column(String name, BiFunction<JsonNode, Instant, String> cell) {
    /** A member's text. */
    public static Column of(String name, String member) {
      return new Column(name, (item, _) -> text(item.at(pointer(member))));
    }

    /** A member that is a time. */
    public static Column time(String name, String member) {
      return new Column(name, (item, now) -> Ago.of(text(item.at(pointer(member))), now));
    }

    private static String pointer(String member) {
      return "/" + member.replace('.', '/');
    }
  }

  /** A JSON value in a cell: strings bare, lists with commas, absent and null empty. */
  public static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) return "";
    if (node.isArray()) {
      var words = new java.util.StringJoiner(", ");
      node.forEach(each -> words.add(text(each)));
      return words.toString();
    }
    return Visible.text(node.isTextual() ? node.textValue() : node.toString());
  }
}
