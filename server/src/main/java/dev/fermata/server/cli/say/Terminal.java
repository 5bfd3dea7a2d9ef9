package dev.fermata.server.cli.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says which of the three standard streams a person is looking at. */
final class Terminal {
  private Terminal() {}

  static boolean is(int stream) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
      return device.startsWith("/dev/pts/") || device.matches("/dev/(tty|console).*");
    } catch (IOException noProc) {
      var console = System.console(); // Where there is no /proc, it knows of stdin and stdout only.
      return console != null && console.isTerminal();
    }
  }
}
