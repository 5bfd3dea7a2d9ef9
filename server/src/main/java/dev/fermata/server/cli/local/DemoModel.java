package dev.fermata.server.cli.local;

import dev.fermata.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import picocli.CommandLine.Option;

/** The language model that does two of the demo's four works, where somebody names one. */
final class DemoModel {
  private static final Map<String, String> INSTRUCTIONS =
      Map.of(
          "affordability-checker",
          "You weigh whether an applicant can afford the instalments of a loan. Recommend accept or"
              + " decline, with a confidence from 0.5 to 1, the monthly instalment in whole"
              + " Deutschmarks (the credit amount divided by the months), and reasons: each names a"
              + " field of the application, its value, whether it speaks for or against, and says"
              + " why in one sentence. Use nothing but the application. Answer with JSON alone.",
          "letter-writer",
          "You write the letter that tells an applicant what was decided about a loan. The decision"
              + " is the assessment's recommendation; never another. Be kind and short, give the"
              + " reasons that the application itself shows, and promise nothing. Repeat the"
              + " application's id as 'application'. Answer with JSON alone.");

  @Option(
      names = "--model",
      paramLabel = "URL",
      description =
          "a language model does the affordability check and writes the letters:"
              + " http://127.0.0.1:11434/v1")
  private String url = "";

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "what it is called there; needed with --model")
  private String name = "";

  @Option(
      names = "--model-api",
      paramLabel = "openai|anthropic",
      description = "its protocol; openai by default")
  private String api = "openai";

  @Option(
      names = "--model-key",
      paramLabel = "VARIABLE",
      description = "the environment variable that holds its key")
  private String key = "";

  boolean isNamed() {
    return !url.isEmpty();
  }

  /** What is missing of it; empty if it can be asked. */
  Optional<String> lack() {
    return isNamed() && name.isEmpty()
        ? Optional.of("--model needs --model-name")
        : Optional.empty();
  }

  /** Who answers, for the summary. */
  List<String> who() {
    return isNamed()
        ? List.of(
            "The affordability checks and the letters are by " + name + " at " + url + ";",
            "the other agents are small programs with fixed rules.")
        : List.of(
            "No model is called: the agents are small programs with fixed rules, and the",
            "example's applications are generated.");
  }

  /** An agent's file, with the model in the place of its program where it does that work. */
  String file(String agent, String source) {
    String instructions = INSTRUCTIONS.get(agent);
    if (!isNamed() || instructions == null) return source;
    String model =
        "kind: model\nmodel: { api: %s, url: %s, name: %s%s }\ninstructions: %s\n"
            .formatted(
                quoted(api),
                quoted(url),
                quoted(name),
                key.isEmpty() ? "" : ", key: " + quoted(key),
                quoted(instructions));
    return source
        .replaceFirst("(?m)^kind: process\\R", "")
        .replaceFirst("(?m)^command: .*\\R", Matcher.quoteReplacement(model))
        .replaceFirst("(?m)^timeout: .*$", "timeout: PT5M");
  }

  /** As YAML reads it back whatever it is. */
  private static String quoted(String text) {
    return Json.of(text).toString();
  }
}
