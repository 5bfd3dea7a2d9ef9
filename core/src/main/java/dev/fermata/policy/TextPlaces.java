package dev.fermata.policy;

import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Document;
import java.util.List;

/** Finds places within a text of a YAML file, so that an error in a rule points into the file. */
final class TextPlaces {
  private final List<String> lines;
  private final SourcePosition start;

  TextPlaces(Document document, String pointer) {
    this.lines = document.source().lines().toList();
    this.start = document.at(pointer);
  }

  /**
   * Where in the file a place of the text stands, as well as can be told: escapes count as what
   * they stand for.
   *
   * @param line of the text, from 1
   * @param column of the text, from 1
   */
  SourcePosition at(String text, int line, int column) {
    if (start.line() < 1 || start.line() > lines.size()) {
      return start;
    }
    String first = lines.get(start.line() - 1);
    char sign = start.column() <= first.length() ? first.charAt(start.column() - 1) : ' ';
    return switch (sign) {
      case '|' -> inBlock(line, column);
      case '>' -> folded(start.line() + 1, 0, offset(text, line, column));
      case '"', '\'' -> folded(start.line(), start.column(), offset(text, line, column));
      default -> folded(start.line(), start.column() - 1, offset(text, line, column));
    };
  }

  private SourcePosition inBlock(int line, int column) {
    int at = start.line() + line;
    return at > lines.size() ? start : new SourcePosition(at, indent(firstInBlock()) + column);
  }

  private String firstInBlock() {
    return lines.stream().skip(start.line()).filter(each -> !each.isBlank()).findFirst().orElse("");
  }

  private static int offset(String text, int line, int column) {
    int offset = column - 1;
    int seen = 1;
    for (String each : text.lines().toList()) {
      if (seen++ == line) {
        break;
      }
      offset += each.length() + 1;
    }
    return offset;
  }

  /** Lines that YAML puts together, each end of line as one space. */
  private SourcePosition folded(int line, int skipped, int offset) {
    int left = offset;
    for (int at = line; at <= lines.size(); at++) {
      String whole = lines.get(at - 1);
      int from = at == line && skipped > 0 ? skipped : indent(whole);
      int length = whole.stripTrailing().length() - from;
      if (left <= length) {
        return new SourcePosition(at, from + left + 1);
      }
      left -= length + 1;
    }
    return start;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
