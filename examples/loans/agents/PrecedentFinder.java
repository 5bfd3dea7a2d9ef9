import java.nio.file.Path;

/**
 * Agent: finds the past cases that are most like an application, and what became of them. Run: java
 * PrecedentFinder.java [CSV file], or name the file by FERMATA_LOANS_PRECEDENTS.
 */
final class PrecedentFinder {
  private PrecedentFinder() {}

  public static void main(String[] args) {
    Path file =
        args.length > 0
            ? Path.of(args[0])
            : Settings.path("FERMATA_LOANS_PRECEDENTS", "precedents.csv");
    Agent.serve(
        "precedent-finder",
        () -> {
          var rule = Precedents.Rule.from(Settings.section("precedents"));
          var precedents = Precedents.from(file.getFileName().toString(), Csv.read(file), rule);
          return request -> precedents.judge(new Application(request.input())).reply(Json.object());
        });
  }
}
