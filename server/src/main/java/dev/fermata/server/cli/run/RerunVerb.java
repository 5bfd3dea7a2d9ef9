package dev.fermata.server.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a new run that goes on from a step of another. */
@Command(
    name = "rerun",
    description = {
      "Begins a new run that goes on from a step of another, with the data as it",
      "stood there. Nothing before the step is done again; what follows asks anew."
    },
    footer = {"", "Example:", "  fermata run rerun r01k8 --from book --why 'bank was down'"})
public final class RerunVerb implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "RUN", description = "its id, or the beginning of it")
  private String run = "";

  @Option(
      names = "--from",
      paramLabel = "STEP",
      required = true,
      description = "a step of the outermost block; step~2 for the second time it was done")
  private String from = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "INPUT",
      description = "other data for the step: a file, - for stdin, or field=value")
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "why; it stands in the ledger")
  private String why = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "",
      description = "the same command with the same key again gives the same run")
  private String key = "";

  public RerunVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      ObjectNode body = Json.object().put("from", from).put("why", why);
      if (!key.isEmpty()) body.put("startKey", key);
      if (!input.isEmpty()) body.set("input", Inputs.of(input));
      JsonNode begun = server.post(Server.path("/runs", run, "rerun"), body);
      String id = begun.path("run").asText();
      desk.printer()
          .done(
              begun,
              id,
              (begun.path("already").asBoolean() ? "It was begun before: run " : "Run ")
                  + id
                  + " goes on from "
                  + begun.path("from").asText()
                  + " of run "
                  + begun.path("of").asText()
                  + ".");
      return 0;
    }
  }
}
