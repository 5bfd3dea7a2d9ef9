package dev.fermata.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how an agent or a tool server is reached: the fields that its kind has. */
final class EndpointReader {
  private static final List<String> KINDS = List.of("process", "http", "java");
  private static final List<String> KINDS_NOT_RUN = List.of("model", "mcp", "a2a");
  private static final int WORDS_LIMIT = 256;
  private static final int NAMED_LIMIT = 128;
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+\\S*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern ABSOLUTE = Pattern.compile("(?:/|\\\\\\\\|[A-Za-z]:[/\\\\])(?s:.*)");

  private final String folder;
  private final ObjectNode whole;

  /**
   * @param folder the absolute path of the file's folder
   * @param whole gets the defaults
   */
  EndpointReader(String folder, ObjectNode whole) {
    this.folder = folder;
    this.whole = whole;
  }

  Endpoint endpoint(Part.Fields fields, String name) {
    String kind =
        fields
            .need("kind", "give one of " + String.join(", ", KINDS))
            .flatMap(EndpointReader::kind)
            .orElse("");
    return switch (kind) {
      case "process" -> process(fields);
      case "http" -> http(fields);
      case "java" -> {
        String function = fields.take("function").flatMap(Part::name).orElse(name);
        whole.put("function", function);
        yield new Endpoint.Java(function);
      }
      default -> {
        // Which fields belong here is not known, so none of them is complained of.
        List.of("command", "directory", "environment", "url", "headers", "function")
            .forEach(fields::take);
        yield new Endpoint.Java(name);
      }
    };
  }

  private static Optional<String> kind(Part part) {
    Optional<String> kind = part.text();
    if (kind.isPresent() && KINDS_NOT_RUN.contains(kind.get())) {
      part.error(
          Complaints.notRun(
              "kind '" + kind.get() + "'", "reach it through a process or an HTTP address"));
      return Optional.empty();
    }
    return kind.isPresent() ? part.word(KINDS) : kind;
  }

  private Endpoint process(Part.Fields fields) {
    List<String> command =
        fields
            .need("command", "give the program and its arguments as a list")
            .map(EndpointReader::command)
            .orElse(List.of());
    String directory = fields.take("directory").flatMap(Part::text).orElse(".");
    Map<String, String> environment = named(fields, "environment", VARIABLE);
    whole.put("directory", directory);
    return new Endpoint.Process(command, resolved(directory), environment);
  }

  private static List<String> command(Part part) {
    List<Part> words = part.items();
    if (part.isList() && (words.isEmpty() || words.size() > WORDS_LIMIT)) {
      part.error("'command' has " + words.size() + " words; give 1 to " + WORDS_LIMIT);
      return List.of();
    }
    return words.stream().flatMap(word -> word.text().stream()).toList();
  }

  private String resolved(String directory) {
    if (ABSOLUTE.matcher(directory).matches()) {
      return directory;
    }
    String below = directory.startsWith("./") ? directory.substring(2) : directory;
    return below.equals(".") || below.isEmpty() ? folder : folder + "/" + below;
  }

  private Endpoint http(Part.Fields fields) {
    Optional<Part> part = fields.need("url", "give its address, such as https://example.com/work");
    Optional<String> url = part.flatMap(Part::text);
    if (part.isPresent() && url.isPresent() && !ADDRESS.matcher(url.get()).matches()) {
      part.get().wrong("give an address that begins with https:// or http://");
    }
    return new Endpoint.Http(url.orElse(""), named(fields, "headers", HEADER));
  }

  private Map<String, String> named(Part.Fields fields, String word, Pattern rule) {
    if (!whole.has(word)) {
      whole.putObject(word);
    }
    Map<String, String> values = new LinkedHashMap<>();
    Optional<Part> part = fields.take(word);
    if (part.isEmpty()) {
      return values;
    }
    Part.Fields named = part.get().fields();
    if (named.names().size() > NAMED_LIMIT) {
      part.get().error(part.get().label() + " has too many fields; give at most " + NAMED_LIMIT);
      return values;
    }
    for (Part value : named.all()) {
      String name = value.fieldName();
      if (!rule.matcher(name).matches()) {
        value.error(value.label() + " cannot be a name here; use letters, digits and underscores");
      }
      Optional<String> text = value.textOrNothing();
      if (text.isPresent() && text.get().chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
        value.error(value.label() + " holds a control character; remove it");
      }
      text.ifPresent(t -> values.put(name, t));
    }
    return values;
  }
}
