package dev.fermata.fact.form;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How single values stand in the stored form: names as strings, times as milliseconds, cases
 * tagged.
 */
@Algorithm("teaches the mapper our values")
public final class Stored {
  private Stored() {}

  /** How a value is written. */
  public interface Writing<T> {
    void write(T value, JsonGenerator out, SerializerProvider provider) throws IOException;
  }

  public static <T> JsonSerializer<T> writer(Writing<T> how) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        how.write(value, out, provider);
      }
    };
  }

  public static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    module.addSerializer(type, writer((value, out, _) -> out.writeString(write.apply(value))));
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read.apply(in.getText());
          }
        });
    module.addKeyDeserializer(
        type,
        new com.fasterxml.jackson.databind.KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return read.apply(key);
          }
        });
    module.addKeySerializer(
        type, writer((value, out, _) -> out.writeFieldName(write.apply(value))));
  }

  public static <T> void millis(
      SimpleModule module, Class<T> type, ToLongFunction<T> write, Function<Long, T> read) {
    module.addSerializer(
        type, writer((value, out, _) -> out.writeNumber(write.applyAsLong(value))));
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read.apply(in.getLongValue());
          }
        });
  }

  public static void json(SimpleModule module) {
    module.addSerializer(
        Json.class,
        new JsonSerializer<Json>() {
          @Override
          public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            Labelled.write(value, out, provider);
          }

          @Override
          public boolean isEmpty(SerializerProvider provider, Json value) {
            return Labelled.isEmpty(value);
          }
        });
    module.addDeserializer(
        Json.class,
        new JsonDeserializer<Json>() {
          @Override
          public Json deserialize(JsonParser in, DeserializationContext context)
              throws IOException {
            JsonNode tree = context.readTree(in);
            return Labelled.unwrapped(tree);
          }

          @Override
          public Json getNullValue(DeserializationContext context) {
            return Json.NULL;
          }

          @Override
          public Json getAbsentValue(DeserializationContext context) {
            return Json.NULL;
          }
        });
  }

  /** Absent is left out; present is the value itself, where {@code null} is the JSON null. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static void optional(SimpleModule module) {
    module.addSerializer(
        Optional.class,
        new JsonSerializer<Optional>() {
          @Override
          public void serialize(Optional value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            provider.defaultSerializeValue(value.get(), out);
          }

          @Override
          public boolean isEmpty(SerializerProvider provider, Optional value) {
            return value.isEmpty();
          }
        });
    module.addDeserializer(Optional.class, new OptionalReader(null));
  }

  private static final class OptionalReader extends JsonDeserializer<Optional<?>>
      implements ContextualDeserializer {
    private final @Nullable JavaType content;

    OptionalReader(@Nullable JavaType content) {
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty at) {
      return new OptionalReader(at.getType().containedType(0));
    }

    @Override
    public Optional<?> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return Optional.of(context.readValue(in, content));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return content != null && content.hasRawClass(Json.class)
          ? Optional.of(Json.NULL)
          : Optional.empty();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return Optional.empty();
    }
  }

  /** Every case of a sealed interface becomes {@code {"Case": {…}}}; other names are refused. */
  public static <T> void cases(SimpleModule module, Class<T> sealed) {
    Map<String, Class<?>> table = new LinkedHashMap<>();
    collect(sealed, table);
    module.setSerializerModifier(Tagging.with(module, sealed));
    module.addDeserializer(sealed, new CaseReader<>(sealed, table));
  }

  private static void collect(Class<?> sealed, Map<String, Class<?>> table) {
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isInterface()) {
        collect(permitted, table);
      } else if (table.put(permitted.getSimpleName(), permitted) != null) {
        throw new IllegalStateException("two cases are called " + permitted.getSimpleName());
      }
    }
  }

  private static final class CaseReader<T> extends JsonDeserializer<T> {
    private final Class<T> sealed;
    private final Map<String, Class<?>> table;

    CaseReader(Class<T> sealed, Map<String, Class<?>> table) {
      this.sealed = sealed;
      this.table = table;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (in.currentToken() == JsonToken.START_OBJECT) {
        in.nextToken();
      }
      String name = in.currentName();
      Class<?> type = table.get(name);
      if (in.currentToken() != JsonToken.FIELD_NAME || type == null) {
        throw JsonMappingException.from(
            in, "'" + name + "' is no " + sealed.getSimpleName() + " that this version knows");
      }
      in.nextToken();
      T value = sealed.cast(context.readValue(in, type));
      if (in.nextToken() != JsonToken.END_OBJECT) {
        throw JsonMappingException.from(in, "more than one case in one " + sealed.getSimpleName());
      }
      return value;
    }
  }

  /** Wraps the serializers of the records that are cases. */
  private static final class Tagging extends BeanSerializerModifier {
    private static final long serialVersionUID = 1;
    private static final Map<SimpleModule, Tagging> BY_MODULE =
        java.util.Collections.synchronizedMap(new java.util.WeakHashMap<>());

    @SuppressWarnings("serial")
    private final java.util.List<Class<?>> sealed = new java.util.ArrayList<>();

    static Tagging with(SimpleModule module, Class<?> type) {
      Tagging tagging = BY_MODULE.computeIfAbsent(module, m -> new Tagging());
      tagging.sealed.add(type);
      return tagging;
    }

    @Override
    public JsonSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
      Class<?> type = bean.getBeanClass();
      if (!type.isRecord()) {
        return serializer;
      }
      String name = type.getSimpleName();
      if (sealed.stream().anyMatch(s -> s.isAssignableFrom(type))) {
        return new CaseWriter(name, serializer);
      }
      return Shape.ofRecord(name) == null ? serializer : new RecordWriter(name, serializer);
    }
  }

  /** Says what is written before its members are. */
  private abstract static class Naming extends JsonSerializer<Object>
      implements ResolvableSerializer {
    final String name;
    final JsonSerializer<Object> members;

    @SuppressWarnings("unchecked")
    Naming(String name, JsonSerializer<?> members) {
      this.name = name;
      this.members = (JsonSerializer<Object>) members;
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
      if (members instanceof ResolvableSerializer resolvable) {
        resolvable.resolve(provider);
      }
    }
  }

  private static final class RecordWriter extends Naming {
    RecordWriter(String name, JsonSerializer<?> members) {
      super(name, members);
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (out instanceof PackedWriter packed) {
        packed.shape(name);
      }
      members.serialize(value, out, provider);
    }
  }

  private static final class CaseWriter extends Naming {
    CaseWriter(String name, JsonSerializer<?> members) {
      super(name, members);
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (out instanceof PackedWriter packed) {
        packed.startCase(name);
        members.serialize(value, out, provider);
        packed.endCase(name);
        return;
      }
      out.writeStartObject();
      out.writeFieldName(name);
      members.serialize(value, out, provider);
      out.writeEndObject();
    }
  }
}
