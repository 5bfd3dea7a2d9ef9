package dev.fermata.server.api.page;

import dev.fermata.server.show.Visible;

/**
 * A page being written. Markup of ours goes in by {@link #raw}, everything else by {@link #text},
 * which lets nothing through that a browser would take for markup, and shows what would stay unseen
 * (control codes, changes of direction) by its code.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  Html text(String text) {
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\n', '\t' -> out.appendCodePoint(c);
            default -> {
              if (Visible.unseen(c)) {
                out.append("[U+%04X]".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
