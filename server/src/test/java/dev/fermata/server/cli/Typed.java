package dev.fermata.server.cli;

import dev.fermata.server.cli.say.Screen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A command as somebody types it, and what came of it. */
public record Typed(int exit, String out, String err) {
  private static final boolean[] NOBODY = {false, false, false};
  private static final boolean[] TERMINAL = {true, true, true};

  /** Typed by a program, with nobody watching. */
  public static Typed by(Map<String, String> environment, String... command) {
    return run(environment, "", NOBODY, command);
  }

  /** Typed by a person at a terminal, who then answers. */
  public static Typed atTerminal(
      Map<String, String> environment, String answers, String... command) {
    return run(environment, answers, TERMINAL, command);
  }

  private static Typed run(
      Map<String, String> environment, String answers, boolean[] seen, String... command) {
    var all = new HashMap<>(Map.of("FERMATA_CONFIG", "/nonexistent/fermata"));
    all.putAll(environment);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var in = new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8));
    var screen =
        new Screen(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            in,
            all,
            seen);
    int exit = new Cli(screen).run(command);
    return new Typed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
