package dev.fermata.workflow.graph;

/**
 * How wide a text is in a user interface's font. The widths stand in a table and not in a font, so
 * that a graph is the same on every machine; they are those of Helvetica and a seventh more, since
 * the fonts of some systems are wider.
 */
final class TextWidth {
  /** Thousandths of the font's size, from the space on to the tilde. */
  private static final int[] ASCII = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584
  };

  private static final int LATIN = 640;
  private static final int WIDE = 1_000;
  private static final int FIRST_WIDE = 0x1100;
  private static final int MARGIN = 1_143;

  private TextWidth() {}

  /** In whole pixels, for a font of that size. */
  static double of(String text, int size) {
    long sum = text.codePoints().mapToLong(TextWidth::of).sum();
    return Math.ceilDiv(sum * size * MARGIN, 1_000_000L);
  }

  private static int of(int point) {
    if (point >= FIRST_WIDE) {
      return WIDE;
    }
    int index = point - ' ';
    return index >= 0 && index < ASCII.length ? ASCII[index] : LATIN;
  }
}
