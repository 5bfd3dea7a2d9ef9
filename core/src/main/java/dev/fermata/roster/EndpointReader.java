package dev.fermata.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.workflow.Part;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how an agent or a tool server is reached: the fields that its kind has. */
final class EndpointReader {
  private static final List<String> KINDS =
      List.of("process", "http", "model", "mcp", "a2a", "java");
  private static final int INSTRUCTIONS_CHARS = 100_000;
  private static final int TEMPERATURE_LIMIT = 2000;
  private static final List<String> ALL_FIELDS =
      List.of(
          "command",
          "directory",
          "environment",
          "url",
          "headers",
          "function",
          "model",
          "fallback",
          "instructions",
          "turns",
          "tool",
          "pinned",
          "card",
          "keys");
  private static final Endpoint.Service NOWHERE =
      new Endpoint.Service(
          Endpoint.Api.OPENAI,
          "",
          "",
          "",
          Optional.empty(),
          Endpoint.Service.ANSWER_TOKENS,
          Endpoint.Service.SILENCE);
  private static final int WORDS_LIMIT = 256;
  private static final int NAMED_LIMIT = 128;
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+\\S*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9_-]{43}");
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
            .flatMap(p -> p.word(KINDS))
            .orElse("");
    return switch (kind) {
      case "process" -> process(fields);
      case "http" -> http(fields);
      case "model" -> model(fields);
      case "mcp" -> mcp(fields);
      case "a2a" -> a2a(fields);
      case "java" -> {
        String function = fields.take("function").flatMap(Part::name).orElse(name);
        whole.put("function", function);
        yield new Endpoint.Java(function);
      }
      default -> {
        // Which fields belong here is not known, so none of them is complained of.
        ALL_FIELDS.forEach(fields::take);
        yield new Endpoint.Java(name);
      }
    };
  }

  private Endpoint.Process process(Part.Fields fields) {
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

  private Endpoint.Http http(Part.Fields fields) {
    return new Endpoint.Http(url(fields), named(fields, "headers", HEADER));
  }

  private static String url(Part.Fields fields) {
    Optional<Part> part = fields.need("url", "give its address, such as https://example.com/work");
    Optional<String> url = part.flatMap(Part::text);
    if (part.isPresent() && url.isPresent() && !ADDRESS.matcher(url.get()).matches()) {
      part.get().wrong("give an address that begins with https:// or http://");
    }
    return url.orElse("");
  }

  private Endpoint.Mcp mcp(Part.Fields fields) {
    String tool = fields.take("tool").flatMap(Part::text).orElse("");
    boolean address = fields.has("url");
    if (address && fields.has("command")) {
      fields
          .take("command")
          .ifPresent(p ->
              p.error("both 'url' and 'command' are given; a server is reached by one of them"));
    }
    Map<String, Json> pinned = new LinkedHashMap<>();
    fields
        .take("pinned")
        .ifPresent(p -> p.fields().all().forEach(one -> pinned.put(one.fieldName(), one.json())));
    return new Endpoint.Mcp(address ? http(fields) : process(fields), tool, pinned);
  }

  private Endpoint.A2a a2a(Part.Fields fields) {
    Optional<Part> part = fields.take("card");
    String card = part.flatMap(Part::text).orElse("");
    if (part.isPresent() && !DIGEST.matcher(card).matches()) {
      part.get().wrong("give the digest that `fermata agent test` names");
    }
    Optional<Part> keys = fields.take("keys");
    if (keys.isPresent() && !keys.get().json().view().path("keys").isArray()) {
      keys.get().wrong("give a JWK Set: { keys: [ … ] }");
    }
    return new Endpoint.A2a(
        url(fields), named(fields, "headers", HEADER), card, keys.map(Part::json));
  }

  private Endpoint.Model model(Part.Fields fields) {
    Optional<Endpoint.Service> service =
        fields.need("model", "give its api, url and name").map(p -> service(p, "model"));
    Optional<Endpoint.Service> fallback = fields.take("fallback").map(p -> service(p, "fallback"));
    Optional<Part> part = fields.need("instructions", "say what it is to do, and how");
    Optional<String> instructions = part.flatMap(Part::text);
    if (part.isPresent() && instructions.filter(i -> i.length() > INSTRUCTIONS_CHARS).isPresent()) {
      part.get()
          .error("'instructions' is too long; give at most " + INSTRUCTIONS_CHARS + " characters");
    }
    int turns =
        fields
            .take("turns")
            .flatMap(p -> p.whole(1, Endpoint.Model.TURNS_LIMIT))
            .orElse(Endpoint.Model.TURNS);
    whole.put("turns", turns);
    return new Endpoint.Model(service.orElse(NOWHERE), fallback, instructions.orElse(""), turns);
  }

  private Endpoint.Service service(Part part, String word) {
    Part.Fields fields = part.fields();
    Endpoint.Api api =
        fields
            .need("api", "give openai (which most speak) or anthropic")
            .flatMap(p -> p.word(List.of("openai", "anthropic")))
            .map(w -> Endpoint.Api.valueOf(w.toUpperCase(Locale.ROOT)))
            .orElse(Endpoint.Api.OPENAI);
    String url = url(fields);
    String name = fields.need("name", "name the model").flatMap(Part::text).orElse("");
    Optional<Part> key = fields.take("key");
    String variable = key.flatMap(Part::text).orElse("");
    if (key.isPresent() && !VARIABLE.matcher(variable).matches()) {
      key.get().wrong("name the variable of the server's environment that holds the key");
    }
    Optional<Integer> temperature = fields.take("temperature").flatMap(EndpointReader::thousandths);
    int tokens =
        fields
            .take("answerTokens")
            .flatMap(p -> p.whole(1, Endpoint.Service.ANSWER_TOKENS_LIMIT))
            .orElse(Endpoint.Service.ANSWER_TOKENS);
    Duration silence =
        fields.take("silence").flatMap(Part::lengthOverZero).orElse(Endpoint.Service.SILENCE);
    fields.end();
    ObjectNode into = part.isObject() ? whole.withObjectProperty(word) : Json.object();
    into.put("answerTokens", tokens).put("silence", silence.toString());
    return new Endpoint.Service(api, url, name, variable, temperature, tokens, silence);
  }

  private static Optional<Integer> thousandths(Part part) {
    var tree = part.json().view();
    if (!tree.isNumber()
        || tree.doubleValue() < 0
        || tree.doubleValue() * 1000 > TEMPERATURE_LIMIT) {
      part.wrong("give a number from 0 to 2");
      return Optional.empty();
    }
    return Optional.of((int) Math.round(tree.doubleValue() * 1000));
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
