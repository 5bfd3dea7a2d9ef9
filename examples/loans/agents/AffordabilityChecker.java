/** Agent: weighs the instalments against the means. Run: java AffordabilityChecker.java */
final class AffordabilityChecker {
  private AffordabilityChecker() {}

  public static void main(String[] args) {
    Agent.serve(
        "affordability-checker",
        () -> {
          var affordability = Affordability.from(Settings.section("affordability"));
          return request -> {
            var application = new Application(request.input());
            long instalment = Math.round(Affordability.instalment(application));
            return affordability.judge(application).reply(Json.object("instalment_dm", instalment));
          };
        });
  }
}
