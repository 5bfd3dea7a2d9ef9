package dev.fermata.server.cli;

import dev.fermata.server.cli.say.Screen;
import java.io.Writer;

/** Lets the command tree's own texts, such as help, go where all data goes. */
final class ScreenWriter extends Writer {
  private final Screen screen;
  private final StringBuilder line = new StringBuilder();

  ScreenWriter(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void write(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (text[i] == '\n') flushLine();
      else if (text[i] != '\r') line.append(text[i]);
    }
  }

  private void flushLine() {
    screen.data(line.toString());
    line.setLength(0);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    if (!line.isEmpty()) flushLine();
  }
}
