package dev.fermata.server.hostile;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The class path of the tests with each folder of classes packed, as its users have the product.
 */
final class Jars implements AutoCloseable {
  private final Path folder;
  private final List<Path> all = new ArrayList<>();
  private final List<Path> packed = new ArrayList<>();

  private Jars(Path folder) {
    this.folder = folder;
  }

  static Jars ofThisClassPath() throws IOException {
    var jars = new Jars(Files.createTempDirectory("fermata-jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.all.add(jars.pack(path));
      } else if (Files.exists(path)) {
        jars.all.add(path.toRealPath());
      }
    }
    return jars;
  }

  private Path pack(Path classes) throws IOException {
    Path jar = folder.toRealPath().resolve("part" + packed.size() + ".jar");
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    String[] arguments = {
      "--create", "--no-compress", "--file", jar.toString(), "-C", classes.toString(), "."
    };
    if (tool.run(System.out, System.err, arguments) != 0) {
      throw new AssertionError("cannot pack " + classes);
    }
    packed.add(jar);
    return jar;
  }

  List<Path> all() {
    return List.copyOf(all);
  }

  String classPath() {
    return String.join(File.pathSeparator, all.stream().map(Path::toString).toList());
  }

  @Override
  public void close() throws IOException {
    for (Path jar : packed) {
      Files.delete(jar);
    }
    Files.delete(folder);
  }
}
