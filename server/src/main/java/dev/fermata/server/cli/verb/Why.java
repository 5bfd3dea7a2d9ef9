package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import picocli.CommandLine.Option;

/** The reason of a change, which stands beside it in the ledger. */
public final class Why {
  @Option(
      names = "--why",
      paramLabel = "TEXT",
      description = "the reason; it stands in the ledger for good")
  private String text = "";

  /** Adds it to what is sent, if one was given. */
  public ObjectNode with(ObjectNode body) {
    return text.isEmpty() ? body : body.put("why", text);
  }

  /** Adds it to a path, if one was given. */
  String in(String path) {
    return text.isEmpty() ? path : path + "?why=" + Server.quoted(text);
  }
}
