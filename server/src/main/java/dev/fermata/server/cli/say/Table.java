package dev.fermata.server.cli.say;

import java.util.List;
import java.util.Locale;

/** Cells under each other; without a header, names and values beside each other. */
final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows;

  Table(List<String> header, List<List<String>> rows) {
    this.header = header;
    this.rows = rows;
  }

  void print(Screen screen, Colour colour) {
    int columns = rows.isEmpty() ? header.size() : rows.getFirst().size();
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = header.isEmpty() ? 0 : header.get(i).length();
      for (List<String> row : rows)
        widths[i] =
            Math.max(widths[i], row.get(i).lines().mapToInt(String::length).max().orElse(0));
    }
    boolean painted = colour.on(screen, screen.outSeen());
    if (!header.isEmpty())
      screen.data(
          line(header.stream().map(n -> n.toUpperCase(Locale.ROOT)).toList(), widths, false));
    for (List<String> row : rows) screen.data(line(row, widths, painted));
  }

  private static String line(List<String> cells, int[] widths, boolean painted) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).stripTrailing();
      if (i == cells.size() - 1) cell = cell.replace("\n", "\n" + " ".repeat(indent(widths)));
      line.append(painted ? Colour.paint(cell, cell) : cell);
      if (i < cells.size() - 1)
        line.repeat(' ', Math.max(0, widths[i] - cell.length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** Where the last column begins. */
  private static int indent(int[] widths) {
    int sum = 0;
    for (int i = 0; i < widths.length - 1; i++) sum += widths[i] + GAP.length();
    return sum;
  }
}
