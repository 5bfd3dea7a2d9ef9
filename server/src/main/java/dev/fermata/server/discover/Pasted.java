package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document;
import java.util.List;

/** A text without a name: which file it is, what stands in it tells. */
public sealed interface Pasted {
  /** What it tells of; nothing if it is none of the files that are known. */
  record Read(List<Found> found) implements Pasted {
    public Read {
      found = List.copyOf(found);
    }
  }

  record Broken(List<Complaint> complaints) implements Pasted {
    public Broken {
      complaints = List.copyOf(complaints);
    }
  }

  static Pasted of(Document.Parser parser, String text) {
    boolean json = text.stripLeading().matches("(?s)([{]|//|/\\*).*");
    List<Found> listed = json ? List.of() : ProjectFile.packages("requirements.txt", text);
    return switch (parser.parse(json ? Jsonc.plain(text) : text)) {
      case Document.Parsed.Broken(var complaints) ->
          listed.isEmpty() ? new Broken(complaints) : new Read(listed);
      case Document.Parsed.Good(var document) -> {
        List<Found> found = read(document);
        yield new Read(found.isEmpty() ? listed : found);
      }
    };
  }

  private static List<Found> read(Document document) {
    JsonNode tree = document.tree().view();
    if (tree.has("openapi") || tree.has("swagger")) {
      return CardFile.read(new Clue("openapi.json", document));
    }
    if (tree.path("skills").isArray()) {
      return CardFile.read(new Clue("agent-card.json", document));
    }
    if (tree.path("graphs").isObject()) {
      return ProjectFile.read(new Clue("langgraph.json", document));
    }
    List<Found> servers = ClientFile.read(new Clue(".mcp.json", document));
    return servers.isEmpty() ? ProjectFile.read(new Clue("agents.yaml", document)) : servers;
  }
}
