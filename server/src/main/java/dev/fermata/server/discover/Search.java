package dev.fermata.server.discover;

import dev.fermata.server.discover.Found.Leak;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a folder once and reads the files that tell of agents. Follows no link, opens nothing that
 * is no plain file, and stops at its limits. For one use by one thread.
 */
public final class Search {
  /** How many files and folders are looked at. */
  static final int FILES_LIMIT = 50_000;

  static final int DEPTH_LIMIT = 16;

  /** The largest file that is read, in bytes. */
  public static final int BYTES_LIMIT = 1 << 20;

  /** How many finds are told. */
  public static final int FOUND_LIMIT = 1_000;

  /** What is nobody's own work, or nothing to read. */
  private static final Set<String> SKIPPED =
      Set.of(
          ".git",
          "node_modules",
          ".venv",
          "venv",
          "site-packages",
          "__pycache__",
          "target",
          "build",
          "dist",
          ".tox",
          ".cache",
          ".m2",
          ".gradle");

  private final Path root;
  private final Document.Parser parser;
  private final List<Found> found = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private final Map<String, List<Leak>> settings = new HashMap<>();
  private int looked;

  private Search(Path root, Document.Parser parser) {
    this.root = root;
    this.parser = parser;
  }

  /**
   * What a search gave.
   *
   * @param unread what was not read, and why
   */
  public record Result(List<Found> found, List<String> unread, Owners owners, int looked) {}

  /**
   * @throws IOException if the folder itself cannot be read
   */
  public static Result in(Path folder, Document.Parser parser) throws IOException {
    var search = new Search(folder.toRealPath(), parser);
    Files.walkFileTree(
        search.root, EnumSet.noneOf(FileVisitOption.class), DEPTH_LIMIT, search.new Visitor());
    return search.result();
  }

  private Result result() {
    Set<String> finer = new HashSet<>();
    found.stream()
        .filter(f -> !isList(f))
        .forEach(f -> finer.add(f.kind() + " " + folder(f.file())));
    List<Found> all = new ArrayList<>();
    for (Found each : found) {
      // A list of packages says less than what was found beside or below it.
      boolean told =
          isList(each)
              && finer.stream()
                  .anyMatch(f ->
                      f.equals(each.kind() + " " + folder(each.file()))
                          || f.startsWith(each.kind() + " " + beneath(each.file())));
      if (!told) {
        List<Leak> leaks = new ArrayList<>(each.leaks());
        leaks.addAll(settings.getOrDefault(folder(each.file()), List.of()));
        all.add(each.with(leaks));
      }
    }
    return new Result(List.copyOf(all), List.copyOf(unread), owners(), looked);
  }

  private static boolean isList(Found each) {
    return ProjectFile.isList(name(each.file()));
  }

  private static String beneath(String file) {
    return folder(file).isEmpty() ? "" : folder(file) + "/";
  }

  private static String folder(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 ? "" : file.substring(0, slash);
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private Owners owners() {
    for (String file : Owners.FILES) {
      Path path = root.resolve(file);
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return Owners.read(text(path, file));
      }
    }
    return Owners.NONE;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skipped =
          !folder.equals(root) && SKIPPED.contains(String.valueOf(folder.getFileName()));
      return skipped ? FileVisitResult.SKIP_SUBTREE : counted();
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        file(path);
      }
      return counted();
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
      unread.add(root.relativize(path) + ": cannot be read");
      return counted();
    }
  }

  private FileVisitResult counted() {
    looked++;
    if (looked >= FILES_LIMIT || found.size() >= FOUND_LIMIT) {
      unread.add(
          "the rest: the search ends at " + FILES_LIMIT + " files or " + FOUND_LIMIT + " finds");
      return FileVisitResult.TERMINATE;
    }
    return FileVisitResult.CONTINUE;
  }

  private void file(Path path) {
    String file = root.relativize(path).toString().replace('\\', '/');
    String name = name(file);
    if (ProjectFile.isEnvironment(name)) {
      settings.put(folder(file), ProjectFile.settings(file, text(path, file)));
    } else if (ProjectFile.isList(name)) {
      found.addAll(ProjectFile.packages(file, text(path, file)));
    } else if (ClientFile.named(file) || CardFile.named(file) || ProjectFile.isTree(name)) {
      found.addAll(read(parser, file, text(path, file), unread));
    }
  }

  /** What one file, by its name, tells of. */
  public static List<Found> read(
      Document.Parser parser, String file, String text, List<String> unread) {
    if (text.isBlank()) {
      return List.of();
    }
    return switch (parser.parse(file.endsWith(".json") ? Jsonc.plain(text) : text)) {
      case Parsed.Broken(var complaints) -> {
        unread.add(file + ":" + complaints.getFirst());
        yield List.of();
      }
      case Parsed.Good(var document) -> {
        var clue = new Clue(file, document);
        if (ClientFile.named(file)) {
          yield ClientFile.read(clue);
        }
        yield ProjectFile.isTree(name(file)) ? ProjectFile.read(clue) : CardFile.read(clue);
      }
    };
  }

  private String text(Path path, String file) {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(BYTES_LIMIT + 1);
      if (bytes.length > BYTES_LIMIT) {
        unread.add(file + ": larger than " + BYTES_LIMIT / 1024 + " KiB");
        return "";
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      unread.add(file + ": cannot be read");
      return "";
    }
  }
}
