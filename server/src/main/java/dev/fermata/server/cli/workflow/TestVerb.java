package dev.fermata.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.server.cli.verb.Played;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a workflow would do. */
@Command(
    name = "test",
    description = {
      "Plays a workflow in the server's memory, by the policies and switches as they are:",
      "whom it would call and ask. Nobody is called, nothing is written. Exit code 1 if it",
      "would not complete."
    },
    footer = {
      "",
      "Examples:",
      "  fermata workflow test loan-origination -i application.json",
      "  fermata workflow test loan.yaml -i amount=100 --stand-in answers.yaml"
    })
public final class TestVerb implements Callable<Integer> {
  private static final Set<String> STANDS = Set.of("calls", "people", "failing");

  private final Desk desk;

  @Parameters(paramLabel = "FILE|NAME", description = Source.WHAT)
  private String workflow = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE|k=v",
      arity = "1..*",
      description = "a file of JSON or YAML, - for stdin, or single fields: amount=100")
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--stand-in",
      paramLabel = "FILE",
      description =
          "what stands for the world: 'calls' (outputs) and 'people' (answers) by step or"
              + " name, 'failing' (a list)")
  private Optional<String> standIn = Optional.empty();

  @Option(
      names = "--made-up",
      description = "make every other answer up; without it the last on record is taken")
  private boolean madeUp;

  public TestVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      ObjectNode request = Json.object().put("source", Source.of(server, workflow));
      request.set("input", Inputs.of(input));
      if (madeUp) request.put("recorded", false);
      standIn.ifPresent(file -> stand(request, Inputs.of(List.of(file)), file));
      return Played.show(desk, server, request).code();
    }
  }

  private static void stand(ObjectNode request, JsonNode given, String file) {
    given
        .properties()
        .forEach(each -> {
          if (!STANDS.contains(each.getKey()))
            throw Trouble.usage(
                "'" + each.getKey() + "' in " + file + " stands for nothing",
                "Give calls, people and failing.");
          request.set(each.getKey(), each.getValue());
        });
  }
}
