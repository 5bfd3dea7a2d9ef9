package dev.fermata.run.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a persistent map with text keys stands in a snapshot: as an object. */
final class StoredMap {
  private StoredMap() {}

  @SuppressWarnings({"rawtypes", "unchecked"})
  static SimpleModule module() {
    var module = new SimpleModule("persistent maps");
    module.addSerializer(
        PersistentMap.class,
        new JsonSerializer<PersistentMap>() {
          @Override
          public void serialize(PersistentMap map, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeStartObject();
            for (Object key : map.keys()) {
              out.writeFieldName((String) key);
              provider.defaultSerializeValue(map.get((String) key).get(), out);
            }
            out.writeEndObject();
          }
        });
    module.addDeserializer(PersistentMap.class, (JsonDeserializer) new Reader(null));
    return module;
  }

  private static final class Reader extends JsonDeserializer<PersistentMap<String, Object>>
      implements ContextualDeserializer {
    private final @Nullable JavaType content;

    Reader(@Nullable JavaType content) {
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty at) {
      return new Reader(at.getType().containedType(1));
    }

    @Override
    public PersistentMap<String, Object> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      PersistentMap<String, Object> map = PersistentMap.empty();
      JsonDeserializer<Object> values = context.findRootValueDeserializer(content);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        Object value =
            in.nextToken() == JsonToken.VALUE_NULL
                ? values.getNullValue(context)
                : values.deserialize(in, context);
        map = map.with(key, value);
      }
      return map;
    }
  }
}
