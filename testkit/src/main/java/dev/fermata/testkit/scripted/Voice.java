package dev.fermata.testkit.scripted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.List;

/** How a protocol writes what a model says. */
sealed interface Voice permits OpenAiVoice, AnthropicVoice {
  /** The events that begin an answer. */
  List<String> beginning(Prompt prompt, long tokensIn, long cached);

  /** An event that says more. */
  String more(Prompt prompt, String text);

  /** The events that say and end the rest. */
  List<String> rest(Prompt prompt, Spoken spoken);

  /** The whole answer in one piece. */
  ObjectNode whole(Prompt prompt, Spoken spoken);

  ObjectNode refusal(int status, String message);

  /** An answer with its numbers filled in. */
  record Spoken(
      String text, List<Line.Call> calls, String stop, long tokensIn, long cached, long tokensOut) {
    static Spoken of(Prompt prompt, Line.Says says) {
      int said = says.text().length();
      for (Line.Call each : says.calls()) {
        said += each.tool().length() + each.arguments().length();
      }
      long in = says.tokens().in().orElse(prompt.body().toString().length() / 4L + 1);
      long out = says.tokens().out().orElse(said / 4L + 1);
      String stop = !says.stop().isEmpty() ? says.stop() : says.calls().isEmpty() ? "end" : "tools";
      return new Spoken(says.text(), says.calls(), stop, in, says.tokens().cached(), out);
    }

    /** Ids that no other answer has. */
    String id(Prompt prompt, int index) {
      return "call_" + prompt.number() + "_" + index;
    }
  }

  /** Tools are written with a dot in scripts; no protocol can hold one. */
  static String wire(String tool) {
    return tool.replace(".", "__");
  }

  static String named(String event, ObjectNode data) {
    return (event.isEmpty() ? "" : "event: " + event + "\n") + "data: " + Json.of(data) + "\n\n";
  }
}
