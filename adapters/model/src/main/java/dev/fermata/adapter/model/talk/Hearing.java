package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a model says, put together piece by piece, of bounded size. Not for many threads. */
public final class Hearing {
  private static final int MODEL_CHARS = 200;

  private final int limitChars;
  private final StringBuilder text = new StringBuilder();
  private final List<Piece> calls = new ArrayList<>();
  private String stop = "";
  private String model = "";
  private Tokens tokens = Tokens.NONE;
  private int chars;

  public Hearing(int limitChars) {
    this.limitChars = limitChars;
  }

  /** A tool call of which more may come. */
  static final class Piece {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    private Piece() {}

    String id() {
      return id;
    }
  }

  void text(String more) throws Unheard {
    count(more);
    text.append(more);
  }

  Piece call(String id, String name) throws Unheard {
    count(id + name);
    // Even an empty call takes room.
    chars++;
    var piece = new Piece();
    piece.id = id;
    piece.name = name;
    calls.add(piece);
    return piece;
  }

  void arguments(Piece piece, String more) throws Unheard {
    count(more);
    piece.arguments.append(more);
  }

  private void count(String more) throws Unheard {
    chars += more.length();
    if (chars > limitChars) {
      throw new Unheard(
          Unheard.Reason.TOO_LONG,
          "its answer is longer than %d bytes; ask for less, or raise `answerBytes` in the agent's file"
              .formatted(limitChars));
    }
  }

  void stopped(String why) {
    stop = why;
  }

  void model(String name) {
    model = Text.clip(name, MODEL_CHARS);
  }

  void tokens(Tokens counted) {
    tokens = counted;
  }

  public Tokens tokens() {
    return tokens;
  }

  /** The name that the service gives to what answered. */
  public String model() {
    return model;
  }

  boolean stopped() {
    return !stop.isEmpty();
  }

  /**
   * The answer as the run gets it.
   *
   * @param turn how many messages were before it, to name calls that have no id
   */
  public Json output(ToolNames names, Secret key, String service, int turn) {
    ObjectNode tree = Json.object();
    tree.put("text", key.hidden(text.toString()));
    var list = tree.putArray("calls");
    Set<String> ids = new HashSet<>();
    for (Piece each : calls) {
      String id =
          each.id.isBlank() || ids.contains(each.id) ? "c" + turn + "-" + list.size() : each.id;
      ids.add(id);
      ObjectNode call = list.addObject().put("id", key.hidden(id));
      call.put("tool", key.hidden(names.inward(each.name)));
      arguments(call, key.hidden(each.arguments.toString()));
    }
    String why =
        stop.equals("length") || stop.equals("refusal") ? stop : calls.isEmpty() ? "end" : "tools";
    return Json.adopt(tree.put("stop", why).put("model", service));
  }

  private static void arguments(ObjectNode call, String raw) {
    if (raw.isBlank()) {
      call.putObject("arguments");
      return;
    }
    try {
      Json said = Json.parse(raw);
      if (said.view().isObject()) {
        call.set("arguments", said.view());
        return;
      }
    } catch (Json.Malformed e) {
      // Whoever runs the conversation tells the model.
    }
    call.put("wrong", raw);
  }
}
