import java.util.List;
import java.util.Map;

/** The three agents on one application, as the workflow asks them. */
record Panel(Scorecard scorecard, Precedents precedents, Affordability affordability) {
  static final List<String> MEMBERS =
      List.of("credit-scorer", "precedent-finder", "affordability-checker");

  List<Opinion> opinions(Application application) {
    return List.of(
        scorecard.judge(application),
        precedents.judge(application),
        affordability.judge(application));
  }

  static boolean unanimous(List<Opinion> opinions) {
    return opinions.stream().map(Opinion::accept).distinct().count() == 1;
  }

  /** What scorecard.json holds. */
  Map<String, Object> json(String about) {
    return Json.object(
        "about", about,
        "scorecard", scorecard.json(),
        "precedents", precedents.rule().json(),
        "affordability", Json.object("limit", affordability.limit()));
  }
}
