package dev.fermata.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The API as docs/reference/openapi.yaml describes it. */
final class Description {
  private Description() {}

  record Operation(
      String method, String path, List<String> roles, List<String> query, JsonNode tree) {
    String name() {
      return method + " " + path;
    }
  }

  static JsonNode tree() {
    try {
      Path file = root().resolve("docs/reference/openapi.yaml");
      return switch (new YamlParser().parse(Files.readString(file))) {
        case Document.Parsed.Good(var document) -> document.tree().view();
        case Document.Parsed.Broken(var complaints) -> throw new AssertionError(complaints);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("docs/reference/openapi.yaml"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new AssertionError("no docs/reference/openapi.yaml at or above the working folder");
    }
    return at;
  }

  static List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (var path : tree().path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          all.add(operation(method.getKey(), path.getKey(), method.getValue()));
        }
      }
    }
    return all;
  }

  private static Operation operation(String method, String path, JsonNode tree) {
    List<String> roles = new ArrayList<>();
    tree.path("x-roles").forEach(role -> roles.add(role.asText()));
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : tree.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        query.add(parameter.path("name").asText());
      }
    }
    return new Operation(method.toUpperCase(Locale.ROOT), path, roles, query, tree);
  }

  /** A schema with its references leading to where they are defined. */
  static Json schema(JsonNode schema) {
    var whole = Json.object();
    whole.set("allOf", Json.object().arrayNode().add(schema));
    whole.set("components", tree().path("components"));
    return Json.adopt(whole);
  }
}
