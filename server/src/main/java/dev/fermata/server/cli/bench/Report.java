package dev.fermata.server.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Colour;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Printer;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import java.util.List;

/** How what was measured is told: a tree for programs; for people its figures, then the goals. */
final class Report {
  private static final View GOALS =
      new View(
          "figure",
          List.of(
              Column.of("figure", "figure"),
              Column.of("measured", "measured"),
              Column.of("", "bound"),
              Column.of("goal", "goal"),
              Column.of("met", "met")),
          5,
          "This has no goal.");

  private Report() {}

  /**
   * Tells it.
   *
   * @return the exit code: whether all goals were met that are for what was measured
   */
  static int told(Desk desk, JsonNode result, View figures) {
    Printer printer = desk.printer();
    printer.one(result, figures);
    if (forPeople(printer)) goals(printer, result);
    return code(result);
  }

  static void goals(Printer printer, JsonNode result) {
    printer.screen().data("");
    new Printer(printer.screen(), printer.format(), List.of(), Colour.NEVER)
        .list(result.path("goals"), GOALS);
  }

  /** Where there are no goals, none was missed. */
  static boolean met(JsonNode result) {
    return result.path("met").asBoolean(true);
  }

  static boolean forPeople(Printer printer) {
    return printer.format() == Format.TABLE || printer.format() == Format.WIDE;
  }

  static int code(JsonNode result) {
    return (met(result) ? Exit.OK : Exit.FAILED).code();
  }
}
