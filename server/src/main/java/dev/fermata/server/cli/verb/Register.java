package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Problems;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.show.Yaml;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What can be done alike with everything that is registered from a file. */
public record Register(Desk desk, String noun, String path, View view) {
  /** Tool servers. */
  public static Register ofTools(Desk desk) {
    return new Register(desk, "tool server", "/tools", Views.TOOLS);
  }

  void add(List<String> files, Why why) {
    try (Server server = desk.server()) {
      for (String file : files) {
        added(post(server, file, source(file, why)), file);
      }
    }
  }

  /** Says what was registered. */
  public void added(JsonNode added, String file) {
    for (JsonNode each : added.path("complaints"))
      desk.screen().note(file + ":" + Problems.complaint(each));
    String name = added.path("name").asText();
    desk.printer().done(added, name, "Registered the " + noun + " " + name + ".");
  }

  /** A file as it is sent, with the folder that it lies in. */
  public static ObjectNode source(String file, Why why) {
    ObjectNode source = why.with(Json.object().put("source", Inputs.text(file)));
    if (!file.equals("-")) {
      Path folder = Path.of(file).toAbsolutePath().normalize().getParent();
      if (folder != null) source.put("directory", folder.toString());
    }
    return source;
  }

  /** Sends it; what is wrong with it is told with the name of the file. */
  public JsonNode post(Server server, String file, ObjectNode body) {
    try {
      return server.post(path, body);
    } catch (Trouble trouble) {
      throw trouble.in(file);
    }
  }

  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get(path), view);
    }
  }

  void show(String name) {
    try (Server server = desk.server()) {
      desk.printer().one(server.get(Server.path(path, name)), view);
    }
  }

  /** Shows what came back; fails unless it is an answer that fits its schema. */
  int test(String testPath, JsonNode body) {
    try (Server server = desk.server()) {
      JsonNode result = server.post(testPath, body);
      String reply = result.path("reply").asText();
      List<String> lines = new ArrayList<>();
      lines.add(reply + " after " + result.path("millis").asLong() + " ms");
      if (result.has("output")) lines.add(Yaml.write(result.path("output")));
      result.path("misfits").forEach(each -> lines.add("does not fit: " + each.asText()));
      if (result.has("error")) lines.add(result.at("/error/detail").asText());
      desk.printer().done(result, reply, String.join("\n", lines));
      boolean fine = reply.equals("answered") && result.path("misfits").isEmpty();
      return (fine ? Exit.OK : Exit.FAILED).code();
    }
  }

  void remove(String name, Why why, boolean yes, boolean dryRun) {
    try (Server server = desk.server()) {
      JsonNode there = server.get(Server.path(path, name));
      if (dryRun) {
        desk.printer().done(there, name, "Would remove the " + noun + " " + name + ".");
        return;
      }
      desk.confirm(
          "Remove the " + noun + " " + name + "? Runs that call it will wait for repair.", yes);
      server.delete(why.in(Server.path(path, name)));
      desk.printer()
          .done(Json.object().put("removed", name), name, "Removed the " + noun + " " + name + ".");
    }
  }
}
