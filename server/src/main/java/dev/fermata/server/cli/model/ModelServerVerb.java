package dev.fermata.server.cli.model;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.testkit.scripted.ModelScript;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model that answers from a script, to try agents with and to measure. */
@Command(
    name = "model-server",
    hidden = true,
    description = {
      "Answers as language models do, from a script, until it is ended.",
      "It speaks OpenAI's and Anthropic's protocols, with streaming and with faults.",
      "",
      "  answers:",
      "    - when: { turn: 1 }",
      "      calls: [{ tool: core-banking.look_up, arguments: { application: a-1 } }]",
      "    - say: The loan is booked.",
      "      delay: PT0.2S",
      ""
    },
    footer = {"", "Example:", "  fermata bench model-server --script answers.yaml --port 8089"})
public final class ModelServerVerb implements Runnable {
  private final Desk desk;

  @Option(names = "--script", paramLabel = "FILE", required = true, description = "what to answer")
  private String script = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8089",
      description = "where to listen on 127.0.0.1; 8089 by default")
  private int port;

  public ModelServerVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    try (var models = ScriptedModels.start(answers(), port)) {
      desk.screen().data(models.url());
      new CountDownLatch(1).await();
    } catch (UncheckedIOException e) {
      throw Trouble.failed("port", String.valueOf(e.getMessage()), "give --port another number");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ModelScript answers() {
    return switch (new YamlParser().parse(Inputs.text(script))) {
      case Document.Parsed.Broken(var complaints) -> throw wrong(complaints);
      case Document.Parsed.Good(var document) ->
          switch (ModelScript.read(document)) {
            case Read.Broken<ModelScript>(var complaints) -> throw wrong(complaints);
            case Read.Good<ModelScript>(var answers, _) -> answers;
          };
    };
  }

  private Trouble wrong(List<Complaint> complaints) {
    return Trouble.failed(
        "script", script + ":" + complaints.getFirst(), "correct the file, then start it again");
  }
}
