package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.watch.work.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every kind of error that Fermata makes of a call or a run is told apart in figures. */
class ErrorKindsTest {
  private static final Pattern MADE = Pattern.compile("Problem\\.own\\(\\s*\"([a-z-]+)\"");

  /** What is only answered to who asks, and ends no call and no run. */
  private static final Set<String> ANSWERED =
      Set.of("form", "stale", "unbound", "self-approval", "agreed-already", "unknown-answer");

  @Test
  void each_kind_that_deciders_and_callers_make_is_known() throws IOException {
    Set<String> unknown = new TreeSet<>();
    Path root = Checkout.root();
    for (String folder :
        List.of("core/src/main/java/dev/fermata/run", "adapters", "engine/src/main/java")) {
      try (Stream<Path> files = Files.walk(root.resolve(folder))) {
        for (Path file :
            files
                .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/test/"))
                .filter(f -> !f.toString().contains("/run/desk/"))
                .toList()) {
          MADE.matcher(Files.readString(file))
              .results()
              .map(found -> found.group(1))
              .filter(kind -> !Kinds.ours(kind) && !ANSWERED.contains(kind))
              .forEach(unknown::add);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }
}
