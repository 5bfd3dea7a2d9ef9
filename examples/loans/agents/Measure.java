import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits the agents on the first rows of a CSV file and measures the panel on the others. */
final class Measure {
  private static final String USAGE =
      """
      usage: measure FILE [options]
        FILE                applications with `outcome`; the columns are in the README
        --train N           fit on the first N rows, measure on the others (400)
        --test FILE         measure on all rows of this file instead
        --neighbours N      past cases that the precedent finder asks (51)
        --underwriter P     how often a person decides a conflict rightly (0.75)
        --people N          underwriters at work, Monday to Friday, 9 to 17 o'clock (1)
        --minutes N         minutes of a person's work on one case (30)
        --per-day N         applications a day, at any hour, seven days a week (8)
        --agent-seconds N   seconds until all agents have answered (2)
        --fit               also write what was fitted
        --scorecard OUT     where --fit writes (scorecard.json beside the agents)
        -o table|json       how to print (table)
      """;

  private Measure() {}

  public static void main(String[] args) throws IOException {
    try {
      run(new Options(args));
    } catch (IllegalArgumentException e) {
      System.err.println("measure: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    } catch (Agent.Refused | IOException e) {
      System.err.println("measure: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Options options) throws IOException {
    var rows = Csv.read(Path.of(options.file()));
    String test = options.text("--test", "");
    int train = (int) options.number("--train", 400);
    if (rows.size() < (test.isEmpty() ? train + 1 : train))
      throw new IllegalArgumentException(
          "%s has %d rows, of which the first %d are to be fitted on; give --train or a larger file"
              .formatted(options.file(), rows.size(), train));
    var known = Precedents.from("", rows.subList(0, train), new Precedents.Rule(1, 0)).cases();
    var panel = Fit.panel(known, (int) options.number("--neighbours", 51));
    if (options.has("--fit")) {
      String shipped = Path.of(System.getProperty("agents", "."), "scorecard.json").toString();
      Path out = Path.of(options.text("--scorecard", shipped));
      String about = "Fitted by measure --fit on %d past applications".formatted(train);
      Files.writeString(out, Json.writeLines(panel.json(about), 4));
      System.err.println("wrote " + out);
    }
    var held = test.isEmpty() ? rows.subList(train, rows.size()) : Csv.read(Path.of(test));
    var report =
        new Report(panel, Precedents.from("", held, panel.precedents().rule()).cases(), options);
    if (options.text("-o", "table").equals("json"))
      System.out.print(Json.writeLines(report.json(train), 2));
    else System.out.print(report.table(train));
  }

  /** FILE, `--name value` pairs, and --fit, which stands alone. */
  static final class Options {
    private final Map<String, String> named = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();

    Options(String[] args) {
      for (int i = 0; i < args.length; i++) {
        if (!args[i].startsWith("-")) files.add(args[i]);
        else if (!USAGE.contains("  " + args[i] + " "))
          throw new IllegalArgumentException("there is no option " + args[i]);
        else if (args[i].equals("--fit")) named.put(args[i], "");
        else if (i + 1 < args.length) named.put(args[i], args[++i]);
        else throw new IllegalArgumentException(args[i] + " needs a value");
      }
      if (files.size() != 1)
        throw new IllegalArgumentException("give one FILE; got " + files.size());
    }

    String file() {
      return files.getFirst();
    }

    boolean has(String name) {
      return named.containsKey(name);
    }

    String text(String name, String otherwise) {
      String value = named.getOrDefault(name, "");
      return value.isEmpty() ? otherwise : value;
    }

    double number(String name, double otherwise) {
      String value = text(name, "");
      try {
        double number = value.isEmpty() ? otherwise : Double.parseDouble(value);
        if (number > 0) return number;
      } catch (NumberFormatException e) {
        // Said below, as for a number that is not positive.
      }
      throw new IllegalArgumentException(name + " is '" + value + "'; give a positive number");
    }
  }
}
