package dev.fermata.adapter.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Another process with the classes of this one. */
final class Child {
  private Child() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    return start(builder -> {}, main, arguments);
  }

  static Process start(Consumer<ProcessBuilder> setting, Class<?> main, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    setting.accept(builder);
    return builder.start();
  }
}
