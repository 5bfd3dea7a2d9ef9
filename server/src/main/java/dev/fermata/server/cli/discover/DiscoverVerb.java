package dev.fermata.server.cli.discover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.discover.Draft;
import dev.fermata.server.discover.Found;
import dev.fermata.server.discover.Overlaps;
import dev.fermata.server.discover.Search;
import dev.fermata.server.discover.Told;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds what nobody registered. */
@Command(
    name = "discover",
    description = {
      "Finds agents and tool servers that nobody registered, in a folder or at an address.",
      "Reads .mcp.json and the files of usual clients, langgraph.json, CrewAI, AutoGen and",
      "LlamaIndex projects, A2A cards and OpenAPI documents. Starts nothing, follows no link,",
      "and never prints a credential."
    },
    footer = {
      "",
      "Examples:",
      "  fermata agent discover .",
      "  fermata agent discover https://agents.example.com -o json",
      "  fermata agent discover . --register found --owner platform"
    })
public final class DiscoverVerb implements Runnable {
  private static final View FOUND =
      new View(
          "name",
          List.of(
              Column.of("found", "name"),
              Column.of("kind", "kind"),
              Column.of("where", "at"),
              Column.of("owner", "owner"),
              Column.of("effects", "effects"),
              Column.of("in clear text", "credentials"),
              Column.of("registered as", "overlaps"),
              Column.of("reached by", "reach"),
              Column.of("offers", "offers")),
          7,
          "Nothing was found that is an agent or a tool server.");

  private final Desk desk;

  @Parameters(paramLabel = "PATH|URL", description = "a folder, or an address")
  private String where = "";

  @Option(
      names = "--register",
      paramLabel = "DIR",
      description = "write a roster file for each that can be registered, then ask once")
  private Optional<Path> register = Optional.empty();

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      defaultValue = "",
      description = "the team or person who answers for those without one in CODEOWNERS")
  private String owner = "";

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  public DiscoverVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    Search.Result result = searched();
    Optional<Overlaps> roster = roster();
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (Found each : result.found()) {
      List<String> same = roster.map(r -> r.of(each)).orElse(List.of());
      items.add(Told.of(each, result.owners().of(each.file()), same));
    }
    result.unread().forEach(answer.putArray("unread")::add);
    desk.printer().list(answer, FOUND);
    for (String each : result.unread()) {
      desk.screen().note("Not read: " + each);
    }
    if (roster.isEmpty()) {
      desk.screen().note("No server was asked what is registered; sign in to see overlaps.");
    }
    register.ifPresent(folder -> register(result, roster, folder));
  }

  private Search.Result searched() {
    var parser = new YamlParser();
    if (where.startsWith("http://") || where.startsWith("https://")) {
      return Fetch.of(where, parser);
    }
    Path folder = Path.of(where);
    if (!Files.isDirectory(folder)) {
      throw Trouble.notFound("'" + where + "' is no folder", "Give a folder, or an address.");
    }
    try {
      return Search.in(folder, parser);
    } catch (IOException e) {
      throw Trouble.failed("unreadable", where + " cannot be read: " + Reason.of(e), "");
    }
  }

  /** What is registered; nothing where no server can be asked. */
  private Optional<Overlaps> roster() {
    try (Server server = desk.server()) {
      JsonNode agents = server.get("/agents").path("items");
      return Optional.of(new Overlaps(agents, server.get("/tools").path("items")));
    } catch (Trouble e) {
      return Optional.empty();
    }
  }

  private void register(Search.Result result, Optional<Overlaps> roster, Path folder) {
    List<Draft> drafts = new ArrayList<>();
    for (Found each : result.found()) {
      boolean there = roster.filter(r -> !r.of(each).isEmpty()).isPresent();
      Optional<Draft> draft =
          there ? Optional.empty() : Draft.of(each, owner(result, each), folder(each));
      draft.ifPresent(drafts::add);
      if (draft.isEmpty()) {
        desk.screen()
            .note(
                each.name()
                    + (there
                        ? ": registered already, or nearly so"
                        : ": no file can be made of it; examples/agents shows how it joins"));
      }
    }
    if (drafts.isEmpty()) {
      return;
    }
    drafts.forEach(draft -> write(folder, draft));
    String files = drafts.size() + " files in " + folder;
    desk.screen().note("Wrote " + files + ". Read them; declare effects before you register.");
    desk.confirm("Register what is in these " + files + "?", yes);
    try (Server server = desk.server()) {
      for (Draft draft : drafts) {
        var body = Json.object().put("source", draft.text());
        body.put("directory", folder.toAbsolutePath().normalize().toString());
        server.post(draft.path(), body.put("why", "found by agent discover"));
        desk.screen().note("Registered " + draft.name() + ".");
      }
    }
  }

  /** Where clients start what a file of theirs names: the project's folder. */
  private Optional<Path> folder(Found each) {
    if (where.startsWith("http")) {
      return Optional.empty();
    }
    Path file = Path.of(where).resolve(each.file()).toAbsolutePath().normalize();
    Path folder = Optional.ofNullable(file.getParent()).orElse(file);
    boolean editors = folder.endsWith(".vscode") || folder.endsWith(".cursor");
    return Optional.ofNullable(editors ? folder.getParent() : folder);
  }

  private String owner(Search.Result result, Found each) {
    String named = result.owners().of(each.file());
    String chosen = named.isEmpty() || !owner.isEmpty() ? owner : named;
    if (chosen.isEmpty()) {
      throw Trouble.usage(
          "nobody is named as the owner of " + each.name(), "Say --owner NAME for all of these.");
    }
    return Draft.name(chosen.substring(chosen.lastIndexOf('/') + 1).replace("@", ""));
  }

  private void write(Path folder, Draft draft) {
    Path file = folder.resolve(draft.file());
    try {
      Files.createDirectories(folder);
      Files.writeString(file, draft.text(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Trouble.failed("exists", file + " is there already", "Name another folder.");
    } catch (IOException e) {
      throw Trouble.failed("unwritable", file + " cannot be written: " + Reason.of(e), "");
    }
  }
}
