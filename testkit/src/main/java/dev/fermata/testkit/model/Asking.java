package dev.fermata.testkit.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.testkit.model.Node.Rule;
import dev.fermata.value.Json;

/** Writes the steps that ask people, and panels. */
final class Asking {
  /** A team in which nobody ever answers. */
  static final String NOBODY = "nobody";

  /** A time in which people answer, and one that nobody waits for without need. */
  private static final String LONG = "P150D";

  private Asking() {}

  static ObjectNode human(Node.Human human) {
    var step = Json.object().put("call", "human");
    var with = step.putObject("with");
    boolean answered = human.manner() == Node.Manner.ANSWERED;
    ask(with, human.answer()).put("team", answered ? "clerks" : NOBODY);
    switch (human.manner()) {
      case ANSWERED, LATE -> {}
      case ESCALATED -> with.putArray("escalate").add("clerks");
      case DEFAULTED -> with.put("otherwise", human.answer());
      case CONTINUED -> with.put("otherwise", "continue");
    }
    boolean soon = !answered && human.manner() != Node.Manner.ESCALATED;
    with.put("due", soon ? "PT4H" : LONG);
    return step;
  }

  private static ObjectNode ask(ObjectNode with, String answer) {
    with.put("question", "Which?");
    with.putObject("show").put("say", answer).put("data", "${ . }");
    with.putObject("answers").put("yes", "goes").put("no", "stays").put("perhaps", "waits");
    return with;
  }

  static ObjectNode panel(Node.Panel panel, ObjectNode input) {
    var step = Json.object().put("call", "panel");
    var with = step.putObject("with");
    var members = with.putObject("members");
    var words = input.putObject("words");
    for (int i = 0; i < panel.members().size(); i++) {
      String agent = panel.members().get(i).rosterName();
      members.putObject(agent).put("agent", agent);
      words.put(agent, panel.says().get(i));
    }
    if (panel.refusals() > 0) {
      input.put("refuse", panel.refusals());
      input.put("refuser", panel.members().getLast().rosterName());
    }
    with.set("input", input);
    with.put("agreeOn", "say");
    var conflict = with.putObject("conflict");
    switch (panel.rule()) {
      case PERSON -> conflict.put("by", "person");
      case MAJORITY -> conflict.put("by", "majority");
      case SENIOR ->
          conflict.put("by", "senior").put("member", panel.members().getFirst().rosterName());
      case RAISE -> conflict.put("by", "raise");
    }
    if (panel.rule() == Rule.PERSON || panel.rule() == Rule.MAJORITY) {
      ask(conflict, panel.answer()).put("team", "clerks").put("due", LONG);
    }
    return step;
  }
}
