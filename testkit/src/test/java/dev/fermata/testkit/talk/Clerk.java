package dev.fermata.testkit.talk;

import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;

/** An agent with a model and a bank's tools, and what its model says. */
final class Clerk {
  static final String MODEL = "m-1 for clerk";
  static final String BANK =
      """
      server: bank
      owner: owners
      kind: java
      tools:
        look: { effect: read, description: Looks., input: { type: object } }
        note: { effect: reversible }
        pay: { input: { type: object, required: [ amount ] } }
      """;
  static final String STEP = "do: [ { s: { call: agent, with: { agent: clerk } } } ]";

  static String clerk(String more) {
    return """
    agent: clerk
    owner: owners
    kind: model
    model: { api: openai, url: 'http://localhost/v1', name: m-1 }
    instructions: Help.
    boundary: { tools: [ bank.look, bank.note, bank.pay ] }
    """
        + more;
  }

  static Script given(String more) {
    return Script.given(STEP).with(clerk(more), BANK);
  }

  static String calls(String... calls) {
    return "{ text: '', stop: tools, calls: [ " + String.join(", ", calls) + " ] }";
  }

  static String call(String id, String tool, String arguments) {
    return "{ id: %s, tool: %s, arguments: %s }".formatted(id, tool, arguments);
  }

  static String says(String text) {
    return "{ text: '" + text + "', stop: end, calls: [] }";
  }

  static Json lastAsked(Play play) {
    return play.calls(MODEL).getLast().input();
  }

  private Clerk() {}
}
