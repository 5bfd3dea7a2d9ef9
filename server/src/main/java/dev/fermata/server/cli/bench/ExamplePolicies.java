package dev.fermata.server.cli.bench;

import dev.fermata.server.cli.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The policies of the loans example, as a house would have them in force. */
final class ExamplePolicies {
  private static final List<String> NAMES = List.of("small-loans", "decided-loans", "large-loans");

  private ExamplePolicies() {}

  static List<String> sources() {
    Path folder = Folders.loans().resolve("policies");
    List<String> sources = new ArrayList<>();
    for (String name : NAMES) {
      Path file = folder.resolve(name + ".yaml");
      try {
        sources.add(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return sources;
  }
}
