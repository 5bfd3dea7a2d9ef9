import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CSV with a header line. Quotes as in RFC 4180, but no line breaks inside a value. */
final class Csv {
  private Csv() {}

  /** The rows by column name. The row at index i stands on line i + 2 of the file. */
  static List<Map<String, String>> read(Path file) throws IOException {
    if (!Files.isReadable(file)) throw new IOException("there is no file " + file + " to read");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    while (!lines.isEmpty() && lines.getLast().isBlank()) lines.removeLast();
    if (lines.isEmpty()) throw new IOException(file + " is empty; a header line is needed");
    List<String> header = split(lines.getFirst());
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> values = split(lines.get(i));
      if (values.size() != header.size())
        throw new IOException(
            "%s line %d has %d values, the header names %d"
                .formatted(file, i + 1, values.size(), header.size()));
      Map<String, String> row = new LinkedHashMap<>();
      for (int j = 0; j < values.size(); j++) row.put(header.get(j), values.get(j));
      rows.add(row);
    }
    return rows;
  }

  /** The value of a column that may hold only the choices given. */
  static String choice(Map<String, String> row, String column, String... choices) {
    String value = row.get(column);
    if (value == null) throw new IllegalArgumentException("there is no column " + column);
    if (List.of(choices).contains(value)) return value;
    throw new IllegalArgumentException(
        "column %s holds '%s'; expected one of %s"
            .formatted(column, value, String.join(", ", choices)));
  }

  static String line(Iterable<String> values) {
    List<String> out = new ArrayList<>();
    for (String value : values)
      out.add(value.matches("[^\",]*") ? value : "\"" + value.replace("\"", "\"\"") + "\"");
    return String.join(",", out);
  }

  private static List<String> split(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    char previous = ',';
    for (char c : line.toCharArray()) {
      if (c == '"') {
        // A doubled quote inside quotes closes and opens again: the second one is the value's own.
        if (!quoted && previous == '"') value.append('"');
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else value.append(c);
      previous = c;
    }
    values.add(value.toString());
    return values;
  }
}
