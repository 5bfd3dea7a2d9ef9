package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.show.Yaml;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A roster's file for something that was found. Credentials are left out: they belong into the
 * environment of the server, not into a copy of the file they were found in.
 */
public record Draft(String name, Found.Kind kind, String text) {
  /** Which file it becomes. */
  public String file() {
    return name + ".yaml";
  }

  /** Where it is registered. */
  public String path() {
    return kind == Found.Kind.MCP ? "/tools" : "/agents";
  }

  /**
   * @param folder where the file was found, so that a command starts there; empty for an address
   */
  public static Optional<Draft> of(Found found, String owner, Optional<Path> folder) {
    boolean reachable = !found.reach().command().isEmpty() || !found.reach().url().isEmpty();
    if (!found.kind().registers() || !reachable) {
      return Optional.empty();
    }
    boolean mcp = found.kind() == Found.Kind.MCP;
    String name = name(found.name());
    ObjectNode tree = Json.object().put(mcp ? "server" : "agent", name).put("owner", owner);
    tree.put("purpose", "found in " + found.file()).put("kind", found.kind().word());
    List<String> command = found.reach().command();
    if (command.isEmpty()) {
      tree.put("url", Leaks.withoutSecrets(found.reach().url()));
    } else {
      List<Integer> secret = Leaks.inCommand(command);
      var words = tree.putArray("command");
      for (int i = 0; i < command.size(); i++) {
        words.add(secret.contains(i) ? Leaks.HIDDEN : command.get(i));
      }
      folder.ifPresent(f -> tree.put("directory", f.toString()));
    }
    if (!mcp && !found.offers().isEmpty()) {
      var skills = tree.putArray("skills");
      found.offers().stream().map(Draft::name).distinct().forEach(skills::add);
    }
    return Optional.of(new Draft(name, found.kind(), header(found) + Yaml.write(tree) + "\n"));
  }

  private static String header(Found found) {
    var header = new StringBuilder("# Its effect class is not declared, so it is irreversible.\n");
    for (Found.Leak leak : found.leaks()) {
      String what = leak.what().replaceAll("[^A-Za-z0-9_. -]", "?");
      header.append("# Left out: the ").append(what).append(", which stood there in clear text.\n");
    }
    return header.toString();
  }

  /** The nearest name that the roster takes. */
  public static String name(String found) {
    String name = found.strip().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|-+$", "");
    String cut = name.length() > Names.LENGTH_LIMIT ? name.substring(0, Names.LENGTH_LIMIT) : name;
    return Names.valid(cut) ? cut : "found";
  }
}
