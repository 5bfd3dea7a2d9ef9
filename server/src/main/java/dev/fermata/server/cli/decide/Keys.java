package dev.fermata.server.cli.decide;

import dev.fermata.server.cli.say.Trouble;
import java.io.IOException;
import java.time.Duration;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** Single keys, and lines, as somebody types them on a terminal. Used by one thread. */
final class Keys implements AutoCloseable {
  /** No key came in time. */
  static final int NONE = NonBlockingReader.READ_EXPIRED;

  private static final int INTERRUPT = 3;
  private static final int DELETE = 127;
  private static final int BACKSPACE = 8;

  private final Terminal terminal;
  private final Attributes before;

  private Keys(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
  }

  static Keys ofThisTerminal() {
    try {
      return new Keys(TerminalBuilder.builder().system(true).build());
    } catch (IOException e) {
      throw Trouble.failed(
          "no-terminal",
          "the terminal cannot be read: " + e.getMessage(),
          "Decide with `fermata task decide` instead.");
    }
  }

  /** The next key; the end of the input, and Ctrl-C, are 'q'. */
  int next() {
    return next(Duration.ZERO);
  }

  /** The next key, or {@link #NONE} if none came in time; zero waits for ever. */
  int next(Duration wait) {
    try {
      int key = terminal.reader().read(wait.toMillis());
      return key == INTERRUPT || key == NonBlockingReader.EOF ? 'q' : key;
    } catch (IOException e) {
      return 'q';
    }
  }

  /** A line of text, shown as it is typed. */
  String line(String prompt) {
    var text = new StringBuilder();
    terminal.writer().print(prompt);
    terminal.flush();
    for (int key = next(); key != '\r' && key != '\n'; key = next()) {
      if (key == DELETE || key == BACKSPACE) {
        if (!text.isEmpty()) {
          text.setLength(text.length() - 1);
          terminal.writer().print("\b \b");
        }
      } else if (key >= ' ') {
        text.appendCodePoint(key);
        terminal.writer().print(Character.toString(key));
      }
      terminal.flush();
    }
    terminal.writer().println();
    terminal.flush();
    return text.toString().strip();
  }

  @Override
  public void close() {
    try {
      terminal.setAttributes(before);
      terminal.close();
    } catch (IOException e) {
      // Nothing more is read from it.
    }
  }
}
