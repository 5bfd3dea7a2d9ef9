import java.util.List;
import java.util.Map;

/**
 * What one agent thinks of one application. `strain` is the agent's own measure of risk, declined
 * above its `limit`; confidence is 0.5 at the limit and 1 far away from it.
 */
record Opinion(
    boolean accept, double confidence, List<Reason> reasons, List<Map<String, Object>> evidence) {

  /** One fact of the application and which way it speaks. */
  record Reason(String field, Object value, boolean forAccept, String text) {
    Map<String, Object> json() {
      String speaks = forAccept ? "for" : "against";
      return Json.object("field", field, "value", value, "speaks", speaks, "text", text);
    }
  }

  /** The distance from the limit, in units in which 1 is clear and 3 is far. */
  static double confidence(double distance) {
    return 1 / (1 + Math.exp(-Math.abs(distance)));
  }

  String recommendation() {
    return accept ? "accept" : "decline";
  }

  Agent.Reply reply(Map<String, Object> more) {
    Map<String, Object> output =
        Json.object(
            "recommendation", recommendation(),
            "confidence", Math.round(confidence * 100) / 100.0,
            "reasons", reasons.stream().map(Reason::json).toList());
    output.putAll(more);
    return new Agent.Reply(output, evidence);
  }
}
