import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts a book from outside: its lines, the runs they belong to, and the runs that booked more
 * than once. Run: java CountBook.java [book file]
 */
final class CountBook {
  private CountBook() {}

  public static void main(String[] args) throws IOException {
    System.out.println(Json.write(count(CoreBanking.file(args))));
  }

  /** A book that is not there yet is an empty one. */
  static Map<String, Object> count(Path file) throws IOException {
    Map<Object, Integer> runs = new HashMap<>();
    int lines = 0;
    if (Files.exists(file))
      for (var line : Book.read(file)) {
        lines++;
        // A line without a run counts as a run of its own, by its place.
        runs.merge(line.getOrDefault("run", lines), 1, Integer::sum);
      }
    long twice = runs.values().stream().filter(times -> times > 1).count();
    return Json.object("lines", lines, "runs", runs.size(), "twice", twice);
  }
}
