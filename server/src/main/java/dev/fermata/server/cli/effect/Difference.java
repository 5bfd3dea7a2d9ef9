package dev.fermata.server.cli.effect;

import java.util.ArrayList;
import java.util.List;

/** How two short texts differ, line by line. */
final class Difference {
  /** Longer texts are shown whole: they are compared by every pair of lines. */
  private static final int LINES = 2_000;

  private Difference() {}

  /** All lines with {@code -}, {@code +} or a space before them; none if they are the same. */
  static List<String> of(List<String> old, List<String> fresh) {
    List<String> lines = new ArrayList<>();
    if (old.equals(fresh)) return lines;
    if (old.size() > LINES || fresh.size() > LINES) {
      old.forEach(line -> lines.add("- " + line));
      fresh.forEach(line -> lines.add("+ " + line));
      return lines;
    }
    int[][] common = common(old, fresh);
    int i = 0;
    int j = 0;
    while (i < old.size() || j < fresh.size())
      if (i < old.size() && j < fresh.size() && old.get(i).equals(fresh.get(j))) {
        lines.add("  " + old.get(i++));
        j++;
      } else if (j == fresh.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1])
        lines.add("- " + old.get(i++));
      else lines.add("+ " + fresh.get(j++));
    return lines;
  }

  /** How many lines the rests of both texts have in common, from each pair of lines on. */
  private static int[][] common(List<String> old, List<String> fresh) {
    int[][] common = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--)
      for (int j = fresh.size() - 1; j >= 0; j--)
        common[i][j] =
            old.get(i).equals(fresh.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
    return common;
  }
}
