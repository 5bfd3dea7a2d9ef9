package dev.fermata.server.cli.roster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Register;
import dev.fermata.server.cli.verb.Why;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Registers the teams or people of a file. */
@Command(
    name = "register",
    description = {
      "Registers the teams or the people of files: `teams:` or `people:`, each with hours,",
      "zone, absence and channels. Each becomes what stands there; who is new gets no",
      "sign-in link, see `fermata person link`."
    },
    footer = {"", "Example:", "  fermata team register teams.yaml people.yaml"})
public final class CrewFile implements Callable<Integer> {
  private final Desk desk;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files of the roster")
  private List<String> files = List.of();

  @Mixin private Why why = new Why();

  public CrewFile(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    try (Server server = desk.server()) {
      for (String file : files) {
        try {
          var body = Register.source(file, why);
          body.remove("directory");
          JsonNode all = server.post("/crew", body);
          String names = View.text(all.path("registered"));
          desk.printer().done(all, names, "Registered " + names + ".");
        } catch (Trouble trouble) {
          throw trouble.in(file);
        }
      }
      return 0;
    }
  }
}
