package dev.fermata.server.cli.people;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.say.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say when somebody is there, and where they are told what waits for them. */
public final class Times {
  private static final String GAP = "..";

  @Option(names = "--zone", paramLabel = "ZONE", description = "time zone, such as Europe/Madrid")
  private Optional<String> zone = Optional.empty();

  @Option(
      names = "--hours",
      paramLabel = "HOURS",
      description = "'Mon-Fri 09:00-17:00, Sat 10:00-12:00', or always")
  private Optional<String> hours = Optional.empty();

  @Option(
      names = "--absent",
      paramLabel = "FROM..TO",
      description = "days away, the last one included; '' for none. May be given more than once")
  private List<String> absent = new ArrayList<>();

  @Option(
      names = "--delegate",
      paramLabel = "PERSON",
      description = "who stands in on all the days of --absent")
  private String delegate = "";

  @Option(
      names = "--channel",
      paramLabel = "KIND:TO",
      description =
          "where to tell what waits: email:ADDRESS, webhook:URL, slack:URL or teams:URL;"
              + " '' for nowhere. May be given more than once")
  private List<String> channels = new ArrayList<>();

  /** Puts what was given into the body of a change. */
  public void into(ObjectNode change) {
    zone.ifPresent(name -> change.put("zone", name));
    hours.ifPresent(text -> change.put("hours", text));
    if (!absent.isEmpty()) absences(change.putArray("absence"));
    else if (!delegate.isEmpty())
      throw Trouble.usage("nobody is away", "Give --absent with --delegate.");
    if (!channels.isEmpty()) channels(change.putArray("channels"));
  }

  private void absences(ArrayNode all) {
    for (String each : absent) {
      if (each.isEmpty()) continue;
      int gap = each.indexOf(GAP);
      if (gap < 0)
        throw Trouble.usage("'" + each + "' says no days", "Give --absent 2026-12-20..2027-01-06.");
      ObjectNode item =
          all.addObject()
              .put("from", each.substring(0, gap))
              .put("to", each.substring(gap + GAP.length()));
      if (!delegate.isEmpty()) item.put("delegate", delegate);
    }
  }

  private void channels(ArrayNode all) {
    for (String each : channels) {
      if (each.isEmpty()) continue;
      int colon = each.indexOf(':');
      if (colon < 0)
        throw Trouble.usage("'" + each + "' is no channel", "Give email:ana@example.com.");
      all.addObject().put("kind", each.substring(0, colon)).put("to", each.substring(colon + 1));
    }
  }
}
