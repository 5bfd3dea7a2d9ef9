package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Other processes with the classes of this one, and what stands between them and the disk. */
final class Shim {
  private static final String SOURCE = "/shim/disk.c";
  private static final int LONGEST_MINUTES = 5;

  private Shim() {}

  /** Where files cost least: what is tested is what was written, not the disk. */
  static Path folder(String name) throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "fermata-" + name)
        : Files.createTempDirectory("fermata-" + name);
  }

  /** Compiles the shim; without gcc or Linux the test is skipped. */
  static Path compiled(Path folder) throws Exception {
    Files.createDirectories(folder);
    Path source = folder.resolve("disk.c");
    Path library = folder.resolve("disk.so");
    try (var code = Shim.class.getResourceAsStream(SOURCE)) {
      Files.copy(code, source);
    }
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    Process gcc =
        new ProcessBuilder(
                "sh",
                "-c",
                "gcc -O1 -shared -fPIC -o \"$0\" \"$1\" -ldl -lpthread",
                library.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes());
    assumeThat(gcc.waitFor()).as("gcc: " + said).isZero();
    return library;
  }

  static Process start(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a process to its end, and gives its exit code. */
  static int run(Map<String, String> environment, Class<?> main, String... arguments)
      throws Exception {
    Process process = start(environment, main, arguments);
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
    if (process.exitValue() != 0 && !said.isBlank()) {
      throw new AssertionError(main.getSimpleName() + " said: " + said);
    }
    return process.exitValue();
  }
}
