/** Agent: scores an application with the points of scorecard.json. Run: java CreditScorer.java */
final class CreditScorer {
  private CreditScorer() {}

  public static void main(String[] args) {
    Agent.serve(
        "credit-scorer",
        () -> {
          Scorecard card = Scorecard.from(Settings.section("scorecard"));
          return request -> {
            var application = new Application(request.input());
            return card.judge(application).reply(Json.object("score", card.score(application)));
          };
        });
  }
}
