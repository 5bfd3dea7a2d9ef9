package dev.fermata.server.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a file, one after the other: JSON lines, or comma-separated values with a header.
 * Rows count from 1, without the header.
 */
public final class Rows implements AutoCloseable {
  private final BufferedReader in;
  private final Source source;
  private int number;

  private Rows(BufferedReader in, Source source) {
    this.in = in;
    this.source = source;
  }

  /** One row of the file. */
  public sealed interface Row {
    int number();

    record Input(int number, JsonNode object) implements Row {}

    record Rejected(int number, String reason) implements Row {}
  }

  /** Gives the next row under that number; nothing at the end. */
  private interface Source {
    Optional<Row> next(int number) throws IOException;
  }

  /**
   * Opens a file; {@code -} is stdin.
   *
   * @param schema the workflow's input schema; missing if it has none
   */
  public static Rows open(String file, JsonNode schema) {
    BufferedReader in = reader(file);
    try {
      in.mark(8);
      int first = in.read();
      while (first == '\uFEFF' || Character.isWhitespace(first)) {
        in.mark(8);
        first = in.read();
      }
      if (first >= 0) in.reset();
      boolean json = first == '{' || file.matches(".*\\.(jsonl|ndjson|json)");
      return new Rows(in, json ? number -> line(in, number) : table(in, file, schema));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** How many rows a file has, to show how far it is; stdin cannot be counted: 0. */
  public static int count(String file, JsonNode schema) {
    if (file.equals("-")) return 0;
    try (Rows rows = open(file, schema)) {
      int count = 0;
      while (rows.next().isPresent()) count++;
      return count;
    }
  }

  public Optional<Row> next() {
    try {
      Optional<Row> row = source.next(number + 1);
      if (row.isPresent()) number++;
      return row;
    } catch (IOException e) {
      throw Trouble.failed("file", "the file cannot be read on: " + Reason.of(e), "");
    }
  }

  private static Optional<Row> line(BufferedReader in, int number) throws IOException {
    String line = in.readLine();
    while (line != null && line.isBlank()) line = in.readLine();
    if (line == null) return Optional.empty();
    try {
      JsonNode tree = Json.parse(line).view();
      return Optional.of(
          tree.isObject()
              ? new Row.Input(number, tree)
              : new Row.Rejected(number, "the line is JSON, but not an object"));
    } catch (Json.Malformed e) {
      return Optional.of(new Row.Rejected(number, "the line is " + e.getMessage()));
    }
  }

  private static Source table(BufferedReader in, String file, JsonNode schema) throws IOException {
    var csv = new Csv(in);
    List<String> header =
        switch (csv.next().orElse(new Csv.Line.Broken("the file is empty"))) {
          case Csv.Line.Cells(var cells) -> cells.stream().map(String::strip).toList();
          case Csv.Line.Broken(var reason) -> throw headless(file, reason);
        };
    if (header.contains("")) throw headless(file, "a column has no name");
    var seen = new HashSet<String>();
    for (String column : header)
      if (!seen.add(column)) throw headless(file, "two columns are called '" + column + "'");
    var cells = new Cells(header, schema);
    return number -> csv.next().map(line -> row(number, line, cells));
  }

  private static Row row(int number, Csv.Line line, Cells cells) {
    return switch (line) {
      case Csv.Line.Broken(var reason) -> new Row.Rejected(number, reason);
      case Csv.Line.Cells(var texts) ->
          switch (cells.object(texts)) {
            case Cells.Made.Input(var object) -> new Row.Input(number, object);
            case Cells.Made.Rejected(var reason) -> new Row.Rejected(number, reason);
          };
    };
  }

  private static BufferedReader reader(String file) {
    if (file.equals("-"))
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      return Files.newBufferedReader(Path.of(file));
    } catch (NoSuchFileException e) {
      throw Trouble.notFound("there is no file " + file, "Check the path after --each.");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Trouble headless(String file, String reason) {
    return Trouble.failed(
        "file",
        file + ": " + reason,
        "The first line names the columns, each once; or give JSON lines, one object a line.");
  }

  private static Trouble unreadable(String file, IOException e) {
    return Trouble.failed(
        "file",
        "cannot read " + file + ": " + Reason.of(e),
        "Give a text file in UTF-8 that you may read.");
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw Trouble.failed("file", "the file cannot be closed: " + Reason.of(e), "");
    }
  }
}
