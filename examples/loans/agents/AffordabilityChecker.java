import java.io.IOException;

/** Agent: weighs the instalments against the means. Run: java AffordabilityChecker.java */
final class AffordabilityChecker {
  private AffordabilityChecker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var affordability = Affordability.from(Settings.section("affordability"));
    Agent.serve(
        "affordability-checker",
        request -> {
          var application = new Application(request.input());
          var more =
              Json.object("instalment_dm", Math.round(Affordability.instalment(application)));
          return affordability.judge(application).reply(more);
        });
  }
}
