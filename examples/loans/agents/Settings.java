import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads what `measure --fit` learned: scorecard.json, with one section for each agent. */
final class Settings {
  private Settings() {}

  /** From the file named by the environment, else from the one shipped beside the agents. */
  static Map<String, Object> section(String name) throws IOException {
    Path file = path("FERMATA_LOANS_SCORECARD", "scorecard.json");
    return object(Json.readObject(Files.readString(file)), name);
  }

  static Path path(String variable, String otherwise) {
    String named = System.getenv(variable);
    return Path.of(named == null || named.isBlank() ? otherwise : named);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Map<String, Object> json, String name) {
    if (json.get(name) instanceof Map<?, ?> map) return (Map<String, Object>) map;
    throw new IllegalArgumentException("the scorecard file has no object `" + name + "`");
  }

  static double number(Map<String, Object> json, String name) {
    if (json.get(name) instanceof BigDecimal number) return number.doubleValue();
    throw new IllegalArgumentException("the scorecard file has no number `" + name + "`");
  }
}
