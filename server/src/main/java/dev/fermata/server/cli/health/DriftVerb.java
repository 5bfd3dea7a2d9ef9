package dev.fermata.server.cli.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import dev.fermata.watch.drift.Detector;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How well drift and loops are told. */
@Command(
    name = "drift",
    description = {
      "Shows how well drift and loops are told, on cases drawn from a seed; no server is asked.",
      "Without a change: false alarms in 1,000 cases, beside the most that is stated.",
      "With a change of a named size: the share that is told, and after how many cases.",
      "The methods and their sources: docs/internals/drift.md"
    },
    footer = {"", "Example:", "  fermata insights drift --simulate -o json"})
public final class DriftVerb implements Runnable {
  private static final int LIMIT = 10_000;
  private static final double WHOLE = 100;

  private static final View LINES =
      new View(
          "figure",
          List.of(
              Column.of("figure", "figure"),
              Column.of("change", "change"),
              Column.of("told", "told"),
              Column.of("cases to it, median", "median"),
              Column.of("95 %", "p95"),
              Column.of("false in 1000 cases", "falsePerThousand"),
              Column.of("at most", "stated"),
              Column.of("streams", "streams"),
              Column.of("cases before", "before")),
          7,
          "");

  private final Desk desk;

  @Option(names = "--simulate", description = "draw cases and show what is told of them")
  private boolean simulate;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "200",
      description = "how many streams of cases a line is made of; 200 by default")
  private int streams;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "what chance is drawn from; 1 by default")
  private long seed;

  public DriftVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    if (!simulate) {
      throw Trouble.usage(
          "say --simulate: what drifts at a server is among its findings",
          "Example: fermata insights drift --simulate, or fermata insights health --kind drift");
    }
    if (streams < 1 || streams > LIMIT) {
      throw Trouble.usage(
          "--streams must be 1 to " + LIMIT, "Example: fermata insights drift --simulate");
    }
    var shifts = new Shifts(streams, seed);
    ObjectNode tree = Json.object().put("seed", seed).put("streams", streams);
    tree.put("casesToFalseAlarm", Detector.CASES_TO_FALSE_ALARM);
    tree.put("source", "docs/internals/drift.md");
    ArrayNode items = tree.putArray("items");
    shifts.still().forEach(line -> still(items.addObject(), line));
    shifts.shifts().forEach(line -> shift(items.addObject(), line));
    new Rounds(streams, seed).lines().forEach(line -> round(items.addObject(), line));
    desk.printer().list(tree, LINES);
  }

  private void still(ObjectNode row, Shifts.Still line) {
    row.put("figure", line.figure().word()).put("change", "none");
    row.put("streams", streams).put("cases", line.cases()).put("falseAlarms", line.alarms());
    row.put("falsePerThousand", String.format(Locale.ROOT, "%.3f", line.perThousand()));
    row.put("stated", String.format(Locale.ROOT, "%.3f", line.stated()));
  }

  private static void shift(ObjectNode row, Shifts.Shift line) {
    row.put("figure", line.figure().word()).put("change", line.change());
    row.put("told", percent(line.told(), line.streams())).put("before", line.before());
    delay(row, "median", line.median(), Shifts.AFTER);
    delay(row, "p95", line.p95(), Shifts.AFTER);
    row.put("streams", line.streams());
  }

  private static void delay(ObjectNode row, String name, int cases, int most) {
    row.put(name, cases > most ? "over " + most : Integer.toString(cases));
  }

  private static void round(ObjectNode row, Rounds.Line line) {
    row.put("figure", "loop").put("change", line.what());
    row.put("told", percent(line.told(), line.runs())).put("streams", line.runs());
    if (line.told() > 0) {
      row.put("median", Integer.toString(line.median())).put("p95", Integer.toString(line.p95()));
    }
  }

  private static String percent(int some, int all) {
    return String.format(Locale.ROOT, "%.1f %%", WHOLE * some / all);
  }
}
