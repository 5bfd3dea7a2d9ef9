package dev.fermata.policy;

import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Document;
import java.util.List;

/** Finds places within a text of a YAML file, so that an error in a rule points into the file. */
final class TextPlaces {
  private final List<String> lines;
  private final SourcePosition field;

  /** Where the text itself begins, counted from 0; it may be at the end of its line. */
  private final int line;

  private final int column;

  /**
   * @param pointer to the field that is the text
   */
  TextPlaces(Document document, String pointer) {
    lines = document.source().lines().toList();
    field = document.at(pointer);
    int first = Math.min(Math.max(field.line(), 1), lines.size()) - 1;
    int colon = lines.get(first).indexOf(':', Math.max(0, field.column() - 1));
    int after = colon < 0 ? lines.get(first).length() : blanks(lines.get(first), colon + 1);
    boolean below = after == lines.get(first).length() && first + 1 < lines.size();
    line = below ? first + 1 : first;
    column = below ? blanks(lines.get(line), 0) : after;
  }

  /**
   * Where in the file a place of the text stands, as well as can be told: escapes count as what
   * they stand for.
   *
   * @param textLine of the text, from 1
   * @param textColumn of the text, from 1
   */
  SourcePosition at(String text, int textLine, int textColumn) {
    String first = lines.get(line);
    char sign = column < first.length() ? first.charAt(column) : ' ';
    int offset = offset(text, textLine, textColumn);
    return switch (sign) {
      case '|' -> inBlock(textLine, textColumn);
      case '>' -> folded(line + 1, -1, offset);
      case '"', '\'' -> folded(line, column + 1, offset);
      default -> folded(line, column, offset);
    };
  }

  private SourcePosition inBlock(int textLine, int textColumn) {
    int at = line + textLine;
    String first =
        lines.stream().skip(line + 1L).filter(each -> !each.isBlank()).findFirst().orElse("");
    return at < lines.size() ? new SourcePosition(at + 1, blanks(first, 0) + textColumn) : field;
  }

  private static int offset(String text, int textLine, int textColumn) {
    int before = text.lines().limit(textLine - 1L).mapToInt(each -> each.length() + 1).sum();
    return before + textColumn - 1;
  }

  /**
   * A place in lines that YAML puts together, each end of line as one space.
   *
   * @param from where the text begins in its first line, or -1 for the first that is not blank
   */
  private SourcePosition folded(int firstLine, int from, int offset) {
    int left = offset;
    for (int at = firstLine; at < lines.size(); at++) {
      String whole = lines.get(at);
      int start = at == firstLine && from >= 0 ? from : blanks(whole, 0);
      int length = Math.max(0, whole.stripTrailing().length() - start);
      if (left <= length) {
        return new SourcePosition(at + 1, start + left + 1);
      }
      left -= length + 1;
    }
    return field;
  }

  /** The first place from there on that is no blank. */
  private static int blanks(String line, int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
