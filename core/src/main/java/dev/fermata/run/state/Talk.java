package dev.fermata.run.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.value.Json;
import dev.fermata.value.label.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent's work with its model, as far as it is: what the model said in each turn, and what came
 * of the calls that it asked for.
 *
 * @param key of the agent's effect
 * @param work what it is asked to do; empty for its one work
 * @param head the tools that it was offered, each with the digest of its server, and the schema of
 *     its answer: {@code {tools: [{name, description, input, pin}], output}}
 * @param label of all that the model has been told
 */
public record Talk(
    EffectKey key, String work, Json input, Json head, Label label, List<Turn> turns) {
  public Talk {
    turns = List.copyOf(turns);
  }

  /**
   * One answer of the model.
   *
   * @param said {@code {text, calls: [{id, tool, arguments}], stop, model}}
   * @param told what came of its calls, so far
   * @param correction what it is told where its answer cannot be used; else empty
   */
  public record Turn(Json said, List<Told> told, String correction) {
    public Turn {
      told = List.copyOf(told);
    }

    /** The calls that the model asks for. */
    public JsonNode calls() {
      return said.view().path("calls");
    }

    /** What came of that call, counted from 1. */
    public Optional<Told> told(int call) {
      return told.stream().filter(t -> t.call() == call).findFirst();
    }
  }

  /**
   * What the model is told of one of its calls.
   *
   * @param call counted from 1
   */
  public record Told(int call, Json content, boolean error) {}

  Talk said(Json answer) {
    List<Turn> all = new ArrayList<>(turns);
    all.add(new Turn(answer, List.of(), ""));
    return new Talk(key, work, input, head, label.join(answer.labels().all()), all);
  }

  /** The last word on a call counts. */
  Talk told(int turn, Told what) {
    if (turn != turns.size()) {
      return this;
    }
    Turn last = turns.getLast();
    List<Told> told = new ArrayList<>(last.told());
    told.removeIf(t -> t.call() == what.call());
    told.add(what);
    return ended(
        new Turn(last.said(), told, last.correction()), label.join(what.content().labels().all()));
  }

  Talk corrected(String why) {
    Turn last = turns.getLast();
    return ended(new Turn(last.said(), last.told(), why), label);
  }

  private Talk ended(Turn last, Label more) {
    List<Turn> all = new ArrayList<>(turns.subList(0, turns.size() - 1));
    all.add(last);
    return new Talk(key, work, input, head, more, all);
  }

  /** The number of the turn that comes next. */
  public int next() {
    return turns.size() + 1;
  }

  /** How often the model was told that its answer cannot be used. */
  public long corrections() {
    return turns.stream().filter(t -> !t.correction().isEmpty()).count();
  }

  /** All that the model is asked with: {@code {messages, tools, output}}. */
  public Json conversation() {
    ObjectNode tree = Json.object();
    ArrayNode messages = tree.putArray("messages");
    messages.add(first());
    for (Turn turn : turns) {
      messages.add(assistant(turn));
      replies(turn, messages);
    }
    ArrayNode tools = tree.putArray("tools");
    for (JsonNode tool : head.view().path("tools")) {
      tools.add(((ObjectNode) tool.deepCopy()).without("pin"));
    }
    if (head.view().has("output")) {
      tree.set("output", head.view().get("output"));
    }
    return Json.adopt(tree).under(label);
  }

  /** What the model has not been told before its next turn. */
  public ArrayNode news() {
    ArrayNode messages = Json.object().putArray("messages");
    if (turns.isEmpty()) {
      messages.add(first());
    } else {
      replies(turns.getLast(), messages);
    }
    return messages;
  }

  private ObjectNode first() {
    ObjectNode message = Json.object().put("role", "user");
    if (work.isEmpty()) {
      message.set("content", input.view());
    } else {
      message.putObject("content").put("work", work).set("input", input.view());
    }
    return message;
  }

  private static ObjectNode assistant(Turn turn) {
    ObjectNode message = Json.object().put("role", "assistant");
    message.put("text", turn.said().text("text").orElse(""));
    if (!turn.calls().isEmpty()) {
      message.set("calls", turn.calls());
    }
    return message;
  }

  private static void replies(Turn turn, ArrayNode messages) {
    int number = 0;
    for (JsonNode call : turn.calls()) {
      number++;
      Optional<Told> told = turn.told(number);
      if (told.isPresent()) {
        ObjectNode message = messages.addObject().put("role", "tool");
        message.put("id", call.path("id").asText()).put("tool", call.path("tool").asText());
        message.set("content", told.get().content().view());
        message.put("error", told.get().error());
      }
    }
    if (!turn.correction().isEmpty()) {
      messages.addObject().put("role", "user").put("content", turn.correction());
    }
  }
}
