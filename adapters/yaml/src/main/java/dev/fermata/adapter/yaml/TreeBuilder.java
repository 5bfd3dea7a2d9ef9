package dev.fermata.adapter.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import dev.fermata.workflow.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds one document's tree and positions from the events of its YAML. */
final class TreeBuilder {
  /** So many complaints are told before the rest of the file is left unread. */
  private static final int COMPLAINT_LIMIT = 20;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String source;
  private final Map<String, SourcePosition> positions = new HashMap<>();
  private final List<Complaint> complaints = new ArrayList<>();
  private final Deque<Frame> open = new ArrayDeque<>();
  private @Nullable JsonNode root;
  private int documents;
  private int values;
  private boolean stopped;

  TreeBuilder(String source) {
    this.source = source;
  }

  /** An object or a list that is not closed yet. */
  private static final class Frame {
    final String pointer;
    final JsonNode node;
    final Map<String, SourcePosition> keys = new HashMap<>();
    @Nullable String key;

    Frame(String pointer, JsonNode node) {
      this.pointer = pointer;
      this.node = node;
    }

    boolean awaitsKey() {
      return node instanceof ObjectNode && key == null;
    }

    /** The pointer of the value that comes next. */
    String next() {
      return pointer + "/" + (key == null ? Integer.toString(node.size()) : Part.escaped(key));
    }

    void put(JsonNode value) {
      if (node instanceof ArrayNode list) {
        list.add(value);
      } else if (node instanceof ObjectNode object && key != null) {
        object.set(key, value);
        key = null;
      }
    }
  }

  /** Takes the next event; false means that the rest need not be read. */
  boolean take(Event event) {
    switch (event.getEventId()) {
      case DocumentStart -> {
        documents++;
        if (documents > 1) {
          stop(event, "a second document begins here; give each its own file");
        }
      }
      case Alias -> alias((AliasEvent) event);
      case Scalar -> scalar((ScalarEvent) event);
      case MappingStart, SequenceStart -> start((CollectionStartEvent) event);
      case MappingEnd, SequenceEnd -> open.pop();
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
    return !stopped;
  }

  Parsed parsed() {
    if (complaints.isEmpty() && root == null) {
      complaints.add(
          Complaint.error("", new SourcePosition(1, 1), "the file is empty; write the document"));
    }
    return complaints.isEmpty() && root != null
        ? new Parsed.Good(new Document(source, Json.adopt(root), positions))
        : new Parsed.Broken(List.copyOf(complaints));
  }

  static SourcePosition position(Optional<Mark> mark) {
    return mark.map(m -> new SourcePosition(m.getLine() + 1, m.getColumn() + 1))
        .orElse(SourcePosition.UNKNOWN);
  }

  private void complain(Event event, String message) {
    String pointer = open.isEmpty() ? "" : open.peek().next();
    complaints.add(Complaint.error(pointer, position(event.getStartMark()), message));
    stopped |= complaints.size() >= COMPLAINT_LIMIT;
  }

  private void stop(Event event, String message) {
    complain(event, message);
    stopped = true;
  }

  private void alias(AliasEvent event) {
    complain(
        event,
        "aliases such as *"
            + Complaints.shown(event.getAlias().getValue())
            + " are not read; write the value out");
    if (!open.isEmpty() && open.peek().awaitsKey()) {
      open.peek().key = "";
    } else {
      place(event, NODES.nullNode());
    }
  }

  private void refuseAnchorAndTag(NodeEvent event, Optional<String> tag) {
    event
        .getAnchor()
        .ifPresent(anchor ->
            complain(
                event,
                "anchors such as &"
                    + Complaints.shown(anchor.getValue())
                    + " are not read; write the value out where it is needed"));
    tag.ifPresent(t ->
        complain(
            event,
            "tags such as "
                + Complaints.shown(t)
                + " are not read; remove it, and put a text"
                + " in quotes"));
  }

  private void scalar(ScalarEvent event) {
    refuseAnchorAndTag(event, event.getTag());
    Frame frame = open.peek();
    if (frame != null && frame.awaitsKey()) {
      key(event, frame);
      return;
    }
    switch (Scalars.read(event.getValue(), event.isPlain(), NODES)) {
      case Scalars.Value(var node) -> place(event, node);
      case Scalars.Refused(var why) -> {
        complain(event, why);
        place(event, NODES.nullNode());
      }
    }
  }

  private void key(ScalarEvent event, Frame frame) {
    String key = event.getValue();
    SourcePosition at = position(event.getStartMark());
    String shown = Complaints.shown(key);
    if (key.equals("<<") && event.isPlain()) {
      complain(event, "merge keys (<<) are not read; write the fields out");
    } else if (key.isEmpty()) {
      complain(event, "a key is empty; give the field a name");
    }
    SourcePosition first = frame.keys.putIfAbsent(key, at);
    frame.key = key;
    if (first != null) {
      complain(
          event,
          "key '" + shown + "' stands here and in line " + first.line() + "; remove one of them");
    } else {
      positions.put(frame.next(), at);
    }
  }

  private void start(CollectionStartEvent event) {
    refuseAnchorAndTag(event, event.getTag());
    Frame around = open.peek();
    if (around != null && around.awaitsKey()) {
      stop(event, "an object or a list cannot be a key; put a text there, in quotes if need be");
      return;
    }
    if (open.size() == YamlParser.DEPTH_LIMIT) {
      stop(
          event,
          "the file nests deeper than " + YamlParser.DEPTH_LIMIT + " levels; make it flatter");
      return;
    }
    String pointer = around == null ? "" : around.next();
    JsonNode node =
        event.getEventId() == Event.ID.MappingStart ? NODES.objectNode() : NODES.arrayNode();
    place(event, node);
    open.push(new Frame(pointer, node));
  }

  private void place(Event event, JsonNode node) {
    values++;
    if (values > YamlParser.VALUE_LIMIT) {
      stop(event, "the file holds more than " + YamlParser.VALUE_LIMIT + " values; split it");
      return;
    }
    Frame frame = open.peek();
    if (frame == null) {
      positions.put("", position(event.getStartMark()));
      root = node;
      return;
    }
    if (frame.node instanceof ArrayNode) {
      positions.put(frame.next(), position(event.getStartMark()));
    }
    frame.put(node);
  }
}
