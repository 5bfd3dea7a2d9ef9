package dev.fermata.server.bench.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartBenchTest {
  @TempDir private Path folder;

  private Path launcher(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("fermata"), "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void a_command_that_fails_fails_the_benchmark() throws IOException {
    Path launcher = launcher("exit 3");
    assertThatThrownBy(() -> new StartBench(launcher, 1).measure())
        .hasMessageContaining("fermata version ended with exit code 3");
  }

  @Test
  void a_server_that_does_not_say_where_it_answers_fails_the_benchmark() throws IOException {
    Path launcher = launcher("[ \"$1\" = version ] || echo hello");
    assertThatThrownBy(() -> new StartBench(launcher, 1).measure())
        .hasMessageContaining("a server did not become ready");
  }
}
