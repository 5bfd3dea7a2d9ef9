package dev.fermata.fact.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Json;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.io.IOException;
import java.util.Map;

/**
 * How labels stand in the stored form: {@code {"$labelled": {"value": …, "labels": {…}}}} in the
 * place of the value. Data that looks like that is wrapped as well, so that nobody outside can make
 * a label or take one away.
 */
@Algorithm("reads and writes the stored form of labels")
public final class Labelled {
  private static final String MARK = "$labelled";
  private static final String VALUE = "value";
  private static final String LABELS = "labels";

  private Labelled() {}

  /** Writes a value with its labels. */
  public static void write(Json json, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    JsonNode tree = json.view();
    if (out instanceof PackedWriter packed) {
      write(json, packed, provider);
      return;
    }
    if (!json.isLabelled() && !looksWrapped(tree)) {
      tree.serialize(out, provider);
      return;
    }
    out.writeStartObject();
    out.writeObjectFieldStart(MARK);
    out.writeFieldName(VALUE);
    tree.serialize(out, provider);
    if (json.isLabelled()) {
      out.writeFieldName(LABELS);
      json.labels().tree().serialize(out, provider);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void write(Json json, PackedWriter out, SerializerProvider provider)
      throws IOException {
    JsonNode tree = json.view();
    if (!json.isLabelled() && !looksWrapped(tree)) {
      out.writeTree(tree, provider);
      return;
    }
    out.startCase(MARK);
    out.writeStartObject();
    out.writeFieldName(VALUE);
    out.writeTree(tree, provider);
    if (json.isLabelled()) {
      out.writeFieldName(LABELS);
      labels(json.labels(), out, provider);
    }
    out.writeEndObject();
    out.endCase(MARK);
  }

  private static void labels(Labels labels, PackedWriter out, SerializerProvider provider)
      throws IOException {
    if (labels.byPointer().size() == 1 && labels.root().equals(Label.UNTRUSTED)) {
      out.writeCommon(Common.ALL_UNTRUSTED);
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, Label> each : labels.byPointer().entrySet()) {
      out.writeFieldName(each.getKey());
      if (each.getValue().equals(Label.UNTRUSTED)) {
        out.writeCommon(Common.UNTRUSTED);
      } else {
        each.getValue().tree().serialize(out, provider);
      }
    }
    out.writeEndObject();
  }

  /** Whether a value is left out where it may be. */
  public static boolean isEmpty(Json json) {
    return json.isNull() && !json.isLabelled();
  }

  private static boolean looksWrapped(JsonNode tree) {
    return tree.isObject() && tree.size() == 1 && tree.has(MARK);
  }

  static Json unwrapped(JsonNode tree) {
    if (!looksWrapped(tree)) {
      return Json.adopt(tree);
    }
    JsonNode inner = tree.path(MARK);
    JsonNode value = inner.get(VALUE);
    boolean ours = value != null && inner.size() == (inner.has(LABELS) ? 2 : 1);
    // What was stored before there were labels may hold the mark as data.
    return ours ? Json.adopt(value).labelled(Labels.of(inner.path(LABELS))) : Json.adopt(tree);
  }

  /** One label, for what is no value, such as a problem; left out where there is none. */
  public static void label(SimpleModule module) {
    module.addSerializer(
        Label.class,
        new JsonSerializer<Label>() {
          @Override
          public void serialize(Label value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeTree(value.tree());
          }

          @Override
          public boolean isEmpty(SerializerProvider provider, Label value) {
            return value.isNone();
          }
        });
    module.addDeserializer(
        Label.class,
        new JsonDeserializer<Label>() {
          @Override
          public Label deserialize(JsonParser in, DeserializationContext context)
              throws IOException {
            JsonNode tree = context.readTree(in);
            return Label.of(tree);
          }

          @Override
          public Object getAbsentValue(DeserializationContext context) {
            return Label.NONE;
          }

          @Override
          public Label getNullValue(DeserializationContext context) {
            return Label.NONE;
          }
        });
  }

  /** Values as people see them: the labels are no part of the data. */
  public static SimpleModule shown() {
    var module = new SimpleModule("shown");
    module.addSerializer(
        Json.class,
        new JsonSerializer<Json>() {
          @Override
          public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeTree(value.view());
          }

          @Override
          public boolean isEmpty(SerializerProvider provider, Json value) {
            return value.isNull();
          }
        });
    return module;
  }
}
