import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Agent: writes the letter about a decision. Every reason names a field of the application, is
 * checked against the application in the same input, and gets its words here, not from an opinion's
 * free text: a letter cannot state what is not in the input. Run: java LetterWriter.java
 */
final class LetterWriter {
  private static final int REASON_LIMIT = 4;
  private static final int DEPTH_LIMIT = 16;

  private LetterWriter() {}

  public static void main(String[] args) {
    Agent.serve("letter-writer", () -> request -> write(request.input()));
  }

  private static Agent.Reply write(Map<String, Object> input) {
    var application = new Application(object(input, "application"));
    Map<String, Object> assessment = object(input, "assessment");
    String id = application.text(application.fields().containsKey("id") ? "id" : "application_id");
    Object recommendation = assessment.get("recommendation");
    boolean accept = "accept".equals(recommendation);
    if (!accept && !"decline".equals(recommendation))
      throw new Agent.Refused(
          "assessment.recommendation is "
              + Json.write(recommendation)
              + "; a letter needs accept or decline");
    Set<String> fields = accept ? Set.of() : reasons(application, assessment);
    if (!accept && fields.isEmpty() && !byPerson(assessment))
      throw new Agent.Refused(
          "no opinion gives a reason against application "
              + id
              + " that its fields bear out; a letter of refusal needs one");
    String letter = accept ? acceptance(application, id) : refusal(application, id, fields);
    List<Map<String, Object>> evidence = new ArrayList<>();
    for (String field : fields)
      evidence.add(
          Json.object("locator", "application " + field, "value", application.fields().get(field)));
    var output =
        Json.object(
            "application", id,
            "decision", recommendation,
            "letter", letter,
            "reasons", List.copyOf(fields));
    return new Agent.Reply(output, evidence);
  }

  private static String acceptance(Application application, String id) {
    return """
    Your application %s

    Dear applicant,

    we are pleased to grant the credit of %s DM over %s months that you applied for.

    Your credit department
    """
        .formatted(
            id, value(application, "credit_amount_dm"), value(application, "duration_months"));
  }

  private static String refusal(Application application, String id, Set<String> fields) {
    String list =
        fields.stream()
            .map(field -> "- %s: %s\n".formatted(Words.of(field), value(application, field)))
            .collect(Collectors.joining());
    String why =
        fields.isEmpty()
            ? "A member of our staff decided this after reading your application.\n"
            : "What weighed against it in your application:\n" + list;
    return """
    Your application %s

    Dear applicant,

    we cannot grant the credit of %s DM that you applied for.
    %s
    You may ask us to have a person look at this decision again.

    Your credit department
    """
        .formatted(id, value(application, "credit_amount_dm"), why);
  }

  private static String value(Application application, String field) {
    return Application.NUMBERS.contains(field)
        ? Json.write(application.fields().get(field))
        : application.text(field);
  }

  /** The fields that speak against the application, in the order in which the panel gave them. */
  private static Set<String> reasons(Application application, Map<String, Object> assessment) {
    Set<String> fields = new LinkedHashSet<>();
    collect(assessment, application, fields, 0);
    return fields.stream().limit(REASON_LIMIT).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Opinions may stand at any depth: as a list, by member, or with their evidence around them. */
  private static void collect(Object node, Application application, Set<String> fields, int depth) {
    if (depth > DEPTH_LIMIT) return;
    if (node instanceof List<?> list)
      for (Object item : list) collect(item, application, fields, depth + 1);
    if (!(node instanceof Map<?, ?> map)) return;
    if ("against".equals(map.get("speaks")) && map.get("field") instanceof String field) {
      Object value = application.fields().get(field);
      boolean known = Application.NUMBERS.contains(field) || Application.TEXTS.contains(field);
      if (known && value != null && value.equals(map.get("value"))) fields.add(field);
    }
    for (Object item : map.values()) collect(item, application, fields, depth + 1);
  }

  private static boolean byPerson(Map<String, Object> assessment) {
    return Boolean.FALSE.equals(assessment.get("unanimous"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> input, String name) {
    if (input.get(name) instanceof Map<?, ?> map) return (Map<String, Object>) map;
    throw new Agent.Refused("field '" + name + "' is missing; send an object");
  }
}
