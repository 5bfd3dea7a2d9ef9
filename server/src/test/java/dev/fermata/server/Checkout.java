package dev.fermata.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that the tests run in. */
public final class Checkout {
  private Checkout() {}

  public static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent())
      if (Files.isRegularFile(at.resolve("fermata")) && Files.isDirectory(at.resolve("core")))
        return at;
    throw new AssertionError("no Fermata source tree at or above " + Path.of("").toAbsolutePath());
  }

  public static Path example(String path) {
    return root().resolve("examples").resolve(path);
  }
}
