package dev.fermata.server.cli.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Register;
import dev.fermata.server.cli.verb.Why;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers tool servers; of an MCP server it first shows what it offers. */
@Command(
    name = "add",
    description = {
      "Registers tool servers from their files, or new versions of them.",
      "",
      "An MCP server is asked for its tools. What it offers is shown, and registered",
      "as it was shown when you agree: every tool is irreversible, so that people are",
      "asked before each call, unless the file says otherwise, or --trust-hints takes",
      "a tool's own word that it only reads."
    },
    footer = {
      "",
      "Examples:",
      "  fermata tool add examples/loans/tools/core-banking.yaml",
      "  fermata tool add --mcp -- npx -y @modelcontextprotocol/server-filesystem /srv",
      "  fermata tool add --mcp --name maps -- https://maps.example.com/mcp"
    })
public final class ToolAdd implements Runnable {
  private final Desk desk;
  private final Register register;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "tool server files; with --mcp a command or an address, behind --")
  private List<String> words = List.of();

  @Option(names = "--mcp", description = "an MCP server, by its command or its address")
  private boolean mcp;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "with --mcp: its name here; else made of the command")
  private String name = "";

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "with --mcp: the person or team that answers for it; else you")
  private String owner = "";

  @Option(
      names = "--trust-hints",
      description = "a tool that says that it only reads counts as `read`")
  private boolean trustHints;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what an MCP server offers")
  private boolean dryRun;

  @Mixin private Why why = new Why();

  public ToolAdd(Desk desk) {
    this.desk = desk;
    this.register = Register.ofTools(desk);
  }

  @Override
  public void run() {
    try (Server server = desk.server()) {
      if (mcp) {
        add(server, "--mcp", written(server));
        return;
      }
      if (!name.isEmpty() || !owner.isEmpty()) {
        throw Trouble.usage(
            "A file says its name and owner itself.", "Leave --name and --owner out.");
      }
      for (String file : words) {
        add(server, file, Register.source(file, why));
      }
    }
  }

  /** The file that the command stands for. */
  private ObjectNode written(Server server) {
    ObjectNode file = Json.object();
    file.put("server", name.isEmpty() ? ServerName.of(words) : name);
    file.put("owner", owner.isEmpty() ? you(server) : owner);
    file.put("kind", "mcp");
    if (ServerName.isAddress(words)) {
      file.put("url", words.getFirst());
    } else {
      var command = file.putArray("command");
      words.forEach(command::add);
    }
    ObjectNode body = Json.object().put("source", Json.adopt(file).toString());
    return why.with(body.put("directory", Path.of("").toAbsolutePath().toString()));
  }

  private static String you(Server server) {
    JsonNode who = server.get("/whoami");
    if (!who.path("kind").asText().equals("person")) {
      throw Trouble.usage(
          "You are " + who.path("name").asText() + ", which answers for nothing.",
          "Name the person or team that does: --owner NAME.");
    }
    return who.path("name").asText();
  }

  private void add(Server server, String file, ObjectNode body) {
    if (trustHints) body.put("trustHints", true);
    // A server that is no MCP server offers nothing that its file does not say.
    JsonNode shown = register.post(server, file, body.deepCopy().put("dryRun", true));
    boolean asked = shown.at("/endpoint/kind").asText().equals("mcp");
    String called = shown.path("name").asText();
    if (asked) {
      OfferShown.tools(shown).forEach(desk.screen()::note);
      body.put("accept", shown.path("fingerprint").asText());
    }
    if (dryRun) {
      desk.printer().done(shown, called, "Would register the tool server " + called + ".");
      return;
    }
    if (asked) {
      desk.confirm("Register " + called + " with these tools?", yes);
    }
    register.added(register.post(server, file, body), file);
  }
}
