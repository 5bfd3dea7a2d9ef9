package dev.fermata.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON value that nobody can change, with the labels of its parts. A tree from outside is
 * copied once on entry; the tree that {@link #view} hands out is to be read only.
 */
@Algorithm("keeps its tree to itself, which a record cannot")
public final class Json {
  /** How deep a value from outside may nest. */
  public static final int DEPTH_LIMIT = 128;

  /**
   * As many buffers are kept for the next text; each thread's own would be lost with its thread.
   */
  private static final int BUFFERS = 32;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public static final Json NULL = new Json(JsonNodeFactory.instance.nullNode());
  public static final Json EMPTY = new Json(JsonNodeFactory.instance.objectNode());

  private final JsonNode tree;
  private final Labels labels;

  private Json(JsonNode tree) {
    this(tree, Labels.NONE);
  }

  private Json(JsonNode tree, Labels labels) {
    this.tree = tree;
    this.labels = labels;
  }

  /** Copies the tree, so that its giver may go on changing it. */
  public static Json of(JsonNode tree) {
    return new Json(tree.isValueNode() ? tree : tree.deepCopy());
  }

  /** Takes the tree without a copy; its giver must never change it again. */
  public static Json adopt(JsonNode tree) {
    return tree.isMissingNode() ? NULL : new Json(tree);
  }

  public static Json of(String text) {
    return new Json(JsonNodeFactory.instance.textNode(text));
  }

  public static Json of(long number) {
    return new Json(
        number == (int) number
            ? JsonNodeFactory.instance.numberNode((int) number)
            : JsonNodeFactory.instance.numberNode(number));
  }

  public static Json of(boolean flag) {
    return new Json(JsonNodeFactory.instance.booleanNode(flag));
  }

  /** An object of these members, each with its labels. */
  public static Json ofMembers(Map<String, Json> members) {
    ObjectNode whole = object();
    Labels all = Labels.NONE;
    for (Map.Entry<String, Json> member : members.entrySet()) {
      Json value = member.getValue();
      whole.set(member.getKey(), value.tree);
      if (value.isLabelled()) {
        all = all.union(value.labels.moved(Labels.pointer(member.getKey())));
      }
    }
    return new Json(whole, all);
  }

  /** A list of these items, each with its labels. */
  public static Json ofItems(List<Json> items) {
    ArrayNode whole = JsonNodeFactory.instance.arrayNode(items.size());
    Labels all = Labels.NONE;
    for (Json item : items) {
      if (item.isLabelled()) {
        all = all.union(item.labels.moved(Labels.pointer(whole.size())));
      }
      whole.add(item.tree);
    }
    return new Json(whole, all);
  }

  /** A new empty object to fill and then {@link #adopt}. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Parses one JSON text.
   *
   * @throws Malformed with line and column, if the text is not JSON, repeats a key, or nests deeper
   *     than {@link #DEPTH_LIMIT}
   */
  public static Json parse(String text) {
    try {
      return adopt(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw Malformed.because(e);
    }
  }

  /** As {@link #parse(String)}, from UTF-8. */
  public static Json parse(byte[] utf8) {
    return parse(new String(utf8, StandardCharsets.UTF_8));
  }

  /**
   * The tree behind this value, to be read only: whoever changes it breaks every run that holds it.
   */
  public JsonNode view() {
    return tree;
  }

  /** The member of that name, or nothing if this is no object or has no such member. */
  public Optional<Json> member(String name) {
    JsonNode found = tree.get(name);
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(
        isLabelled() ? new Json(found, labels.at(Labels.pointer(name))) : new Json(found));
  }

  /** The item at that index, which must be there. */
  public Json item(int index) {
    JsonNode found = tree.get(index);
    return isLabelled() ? new Json(found, labels.at(Labels.pointer(index))) : new Json(found);
  }

  /** What is known of this value and its parts beside the data itself. */
  public Labels labels() {
    return labels;
  }

  public boolean isLabelled() {
    return !labels.isNone();
  }

  /** The same data with these labels in the place of those that it has. */
  public Json labelled(Labels other) {
    boolean same = other.isNone() ? !isLabelled() : other.equals(labels);
    return same ? this : new Json(tree, other);
  }

  /** The same data with one more label on the whole of it. */
  public Json under(Label label) {
    return label.isNone() ? this : labelled(labels.under(label));
  }

  /** The names of an object's members; none if this is no object. */
  public List<String> names() {
    return tree.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The text of a member, or nothing if there is none or it is no string. */
  public Optional<String> text(String name) {
    JsonNode found = tree.get(name);
    return found != null && found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
  }

  /** This object with one member set; what is no object counts as empty. */
  public Json with(String name, Json value) {
    ObjectNode copy = object();
    if (tree instanceof ObjectNode object) {
      copy.setAll(object);
    }
    copy.set(name, value.tree);
    if (!isLabelled() && !value.isLabelled()) {
      return new Json(copy);
    }
    String at = Labels.pointer(name);
    return new Json(copy, labels.without(at).union(value.labels.moved(at)));
  }

  public boolean isNull() {
    return tree.isNull() || tree instanceof MissingNode;
  }

  /** UTF-8, without white space. */
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && tree.equals(json.tree) && labels.equals(json.labels);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  /** The JSON text, without white space; without the labels. */
  @Override
  public String toString() {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /** A text that is not the JSON it should be. */
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Malformed(String message, Throwable cause) {
      super(message, cause);
    }

    static Malformed because(JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      return new Malformed("not valid JSON" + where + ": " + e.getOriginalMessage(), e);
    }
  }
}
