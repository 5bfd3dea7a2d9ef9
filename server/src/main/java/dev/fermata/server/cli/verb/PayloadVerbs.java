package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What runs were given and gave. */
@Command(name = "payload", description = "Erases what runs were given and gave.")
public final class PayloadVerbs {
  private final Desk desk;

  public PayloadVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = {
        "Erases what a run, or every run about a subject, was given and gave.",
        "Only runs that have ended; the chain still holds, and who, when and why stay."
      },
      footer = {
        "",
        "Examples:",
        "  fermata payload erase r01k8 --why 'asked to by letter 17'",
        "  fermata payload erase --subject A-1007 --why 'asked to by letter 17' --yes"
      })
  int erase(
      @Parameters(
              paramLabel = "RUN",
              arity = "0..1",
              defaultValue = "",
              description = "its id, or the beginning of it")
          String run,
      @Option(
              names = "--subject",
              paramLabel = "SUBJECT",
              defaultValue = "",
              description = "every run about this subject")
          String subject,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "stands in the ledger for good; name nobody in it")
          String why,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes) {
    if (run.isEmpty() == subject.isEmpty())
      throw Trouble.usage("name one run, or a subject with --subject", "See --help.");
    String what = run.isEmpty() ? "every run about " + subject : "run " + run;
    desk.confirm("Erase what " + what + " was given and gave, for good?", yes);
    var body = Json.object().put("why", why);
    body.put(run.isEmpty() ? "subject" : "run", run.isEmpty() ? subject : run);
    try (Server server = desk.server()) {
      JsonNode answer = server.post("/payloads/erase", body);
      int erased = answer.path("erased").size();
      desk.printer().done(answer, what, "Erased " + erased + (erased == 1 ? " run." : " runs."));
      for (JsonNode left : answer.path("left"))
        desk.screen()
            .note(
                "Left: "
                    + left.path("why").asText()
                    + ". End it, or settle what it waits for, then erase again.");
      return (answer.path("left").isEmpty() ? Exit.OK : Exit.CONFLICT).code();
    }
  }
}
