package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads what a person gives as input: files of JSON or YAML, or single fields. */
public final class Inputs {
  private Inputs() {}

  /** One object of all that was given: each a file, {@code -} for stdin, or {@code field=value}. */
  public static JsonNode of(List<String> given) {
    JsonNode input = Json.object();
    for (String each : given) {
      if (isField(each)) {
        if (!(input instanceof ObjectNode object))
          throw Trouble.usage(
              "the input is no object, so it has no field to set", "Give the file or the fields.");
        set(object, each);
      } else {
        input = tree(each, text(each)).deepCopy();
      }
    }
    return input;
  }

  private static boolean isField(String given) {
    return given.indexOf('=') > 0 && !Files.exists(Path.of(given));
  }

  /** Sets {@code a.b=value}, where a dot leads into an object. */
  private static void set(ObjectNode input, String field) {
    int equals = field.indexOf('=');
    String[] path = field.substring(0, equals).split("\\.");
    ObjectNode at = input;
    for (int i = 0; i < path.length - 1; i++)
      at = at.get(path[i]) instanceof ObjectNode inner ? inner : at.putObject(path[i]);
    at.set(path[path.length - 1], value(field.substring(equals + 1)));
  }

  /** JSON where it is JSON, else a string. */
  static JsonNode value(String text) {
    try {
      return Json.parse(text).view();
    } catch (Json.Malformed e) {
      return Json.of(text).view();
    }
  }

  /** JSON or YAML, which includes it. */
  static JsonNode tree(String file, String text) {
    return switch (new YamlParser().parse(text)) {
      case Document.Parsed.Good(var document) -> document.tree().view();
      case Document.Parsed.Broken(var complaints) ->
          throw Trouble.failed("file", file + " cannot be read", "Correct it and try again.")
              .with(complaints.stream().map(each -> file + ":" + each).toList());
    };
  }

  /** A file's text; {@code -} is stdin. */
  public static String text(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw Trouble.notFound("there is no file " + file, "Check the path.");
    } catch (IOException e) {
      boolean folder = Files.isDirectory(Path.of(file));
      throw Trouble.failed(
          "file",
          "cannot read " + file + (folder ? ": it is a folder" : ": " + Reason.of(e)),
          "Give a text file in UTF-8 that you may read.");
    }
  }
}
