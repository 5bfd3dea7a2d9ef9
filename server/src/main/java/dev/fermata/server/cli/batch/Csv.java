package dev.fermata.server.cli.batch;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads comma-separated values (RFC 4180): quoted cells may hold commas, quotes and line ends. */
final class Csv {
  private static final int CELL_LIMIT = 1 << 20;

  private final PushbackReader in;

  Csv(Reader in) {
    this.in = new PushbackReader(in);
  }

  /** What one record is: its cells, or what is wrong with it. */
  sealed interface Line {
    record Cells(List<String> cells) implements Line {}

    record Broken(String reason) implements Line {}
  }

  /** The next record; nothing at the end. Empty lines are passed over. */
  Optional<Line> next() throws IOException {
    int c = in.read();
    while (c == '\n' || c == '\r' || c == '\uFEFF') c = in.read();
    if (c < 0) return Optional.empty();
    in.unread(c);
    List<String> cells = new ArrayList<>();
    while (true) {
      var cell = new StringBuilder();
      c = in.read();
      if (c == '"') {
        if (!quoted(cell))
          return Optional.of(new Line.Broken("a quote is opened and never closed"));
        c = in.read();
        if (c >= 0 && c != ',' && c != '\n' && c != '\r') {
          skipLine();
          return Optional.of(new Line.Broken("text follows a closing quote"));
        }
      } else {
        c = bare(c, cell);
      }
      if (cell.length() > CELL_LIMIT)
        return Optional.of(new Line.Broken("a cell has over " + CELL_LIMIT + " characters"));
      cells.add(cell.toString());
      if (c == '\r') c = lineFeed();
      if (c != ',') return Optional.of(new Line.Cells(cells));
    }
  }

  /** Reads an unquoted cell, and gives the character that ended it. */
  private int bare(int first, StringBuilder cell) throws IOException {
    int c = first;
    for (; c >= 0 && c != ',' && c != '\n' && c != '\r'; c = in.read()) cell.append((char) c);
    return c;
  }

  /** Reads up to the closing quote; false if there is none. */
  private boolean quoted(StringBuilder cell) throws IOException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '"') {
        int after = in.read();
        if (after != '"') {
          if (after >= 0) in.unread(after);
          return true;
        }
      }
      if (cell.length() <= CELL_LIMIT) cell.append((char) c);
    }
    return false;
  }

  private int lineFeed() throws IOException {
    int c = in.read();
    if (c >= 0 && c != '\n') in.unread(c);
    return '\n';
  }

  private void skipLine() throws IOException {
    int c = in.read();
    while (c >= 0 && c != '\n') c = in.read();
  }
}
