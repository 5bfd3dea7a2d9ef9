package dev.fermata.fact;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_DEFAULT;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.form.Labelled;
import dev.fermata.fact.form.PackedReader;
import dev.fermata.fact.form.PackedWriter;
import dev.fermata.fact.form.Stored;
import dev.fermata.policy.Then;
import dev.fermata.policy.budget.Breach;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.hours.Hours;
import dev.fermata.task.Task;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.WorkflowId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of facts: JSON, and for entries its packed form, which says the same in fewer
 * bytes. A fact is {@code {"Left": {…}}}, an entry's body a list of them. Which names may stand
 * there is a fixed table made of the sealed interfaces; nothing in a stored text chooses a class. A
 * form that was once written stays readable for ever.
 */
@Algorithm("reads and writes the stored form")
public final class Format {
  private static final String INTENDED = RunFact.EffectIntended.class.getSimpleName();
  private static final int DEPTH_LIMIT = Json.DEPTH_LIMIT + 32;
  private static final ObjectMapper MAPPER =
      mapper(
          Fact.class,
          Reply.class,
          Outcome.class,
          Target.class,
          Endpoint.class,
          Endpoint.Carrier.class,
          Task.State.class,
          Then.class,
          Breach.class);
  private static final ObjectMapper WRITER = MAPPER.copy().registerModule(common());
  private static final ObjectMapper SHOWN = MAPPER.copy().registerModule(Labelled.shown());
  private static final JavaType FACTS =
      MAPPER.getTypeFactory().constructCollectionType(List.class, Fact.class);

  private Format() {}

  /**
   * A mapper for records that hold our values, with the given sealed interfaces as tagged cases.
   */
  public static ObjectMapper mapper(Class<?>... sealed) {
    var module = new SimpleModule("fermata");
    Stored.text(module, RunId.class, RunId::value, RunId::new);
    Stored.text(module, PersonId.class, PersonId::value, PersonId::new);
    Stored.text(module, TeamName.class, TeamName::value, TeamName::new);
    Stored.text(module, TaskId.class, TaskId::value, TaskId::new);
    Stored.text(module, Place.class, Place::path, Place::new);
    Stored.text(module, Digest.class, Digest::value, Digest::new);
    Stored.text(module, StepId.class, StepId::pointer, StepId::new);
    Stored.text(module, WorkflowId.class, WorkflowId::toString, WorkflowId::parse);
    Stored.text(module, EffectKey.class, EffectKey::toString, EffectKey::parse);
    Stored.text(module, Hours.class, Hours::toString, Hours::parse);
    Stored.text(module, LocalDate.class, LocalDate::toString, LocalDate::parse);
    Stored.text(module, ZoneId.class, ZoneId::getId, ZoneId::of);
    Stored.text(module, Duration.class, Duration::toString, Duration::parse);
    Stored.millis(module, Instant.class, Instant::toEpochMilli, Instant::ofEpochMilli);
    Stored.json(module);
    Labelled.label(module);
    Stored.optional(module);
    for (Class<?> type : sealed) {
      Stored.cases(module, type);
    }
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).build())
                .build())
        .addModule(module)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        // What a record can say of itself is not part of it.
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
        .withConfigOverride(Optional.class, Format::leftOutIfEmpty)
        .withConfigOverride(Json.class, Format::leftOutIfEmpty)
        .withConfigOverride(Label.class, Format::leftOutIfEmpty)
        .withConfigOverride(boolean.class, Format::leftOutIfDefault)
        .withConfigOverride(int.class, Format::leftOutIfDefault)
        .withConfigOverride(long.class, Format::leftOutIfDefault)
        .build();
  }

  /** What is absent, or the JSON null, takes no room. */
  private static void leftOutIfEmpty(MutableConfigOverride override) {
    override.setInclude(JsonInclude.Value.construct(NON_EMPTY, NON_EMPTY));
  }

  /** Nor do false and zero. */
  private static void leftOutIfDefault(MutableConfigOverride override) {
    override.setInclude(JsonInclude.Value.construct(NON_DEFAULT, NON_DEFAULT));
  }

  private static SimpleModule common() {
    var module = new SimpleModule("common");
    CommonFacts.register(module);
    return module;
  }

  /** An entry's body: the packed form of {@link #text}. */
  public static byte[] body(List<? extends Fact> facts) {
    return packed(facts);
  }

  private static byte[] packed(Object value) {
    var out = new PackedWriter(WRITER);
    try {
      WRITER.writeValue(out, value);
      return out.bytes();
    } catch (IOException e) {
      throw new IllegalStateException("facts could not be written: " + e.getMessage(), e);
    }
  }

  /**
   * An entry's body as JSON text, whichever form it has.
   *
   * @throws UncheckedIOException if the body was not written by this version or an older one
   */
  public static String text(byte[] body) {
    if (!PackedReader.isPacked(body)) {
      return new String(body, StandardCharsets.UTF_8);
    }
    try {
      JsonNode facts = MAPPER.readTree(packed(body));
      for (JsonNode fact : facts) {
        addDigest(fact.path(INTENDED).path("call"));
      }
      return MAPPER.writeValueAsString(facts);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** A packed call is stored without its digest. */
  private static void addDigest(JsonNode call) throws JsonProcessingException {
    if (call instanceof ObjectNode object && !object.has("digest")) {
      object.put("digest", MAPPER.treeToValue(object, Call.class).digest().value());
    }
  }

  /**
   * The facts of an entry's body.
   *
   * @throws UncheckedIOException if the body was not written by this version or an older one
   */
  public static List<Fact> facts(byte[] body) {
    return read(body, FACTS);
  }

  /** The type of a fact as envelopes and the API name it. */
  public static String type(Fact fact) {
    return fact.getClass().getSimpleName();
  }

  /** One fact as the API shows it: its type and its members, with plain values. */
  public static Json shown(Fact fact) {
    var tree = Json.object().put("type", type(fact));
    JsonNode members = SHOWN.<JsonNode>valueToTree(fact).get(type(fact));
    if (members != null) {
      members.properties().forEach(e -> tree.set(e.getKey(), e.getValue()));
    }
    return Json.adopt(tree);
  }

  /** A task in its packed form. */
  public static byte[] task(Task task) {
    return packed(task);
  }

  public static Task task(byte[] stored) {
    return read(stored, MAPPER.constructType(Task.class));
  }

  private static <T> T read(byte[] bytes, JavaType type) {
    try {
      if (!PackedReader.isPacked(bytes)) {
        return MAPPER.readValue(bytes, type);
      }
      PackedReader packed = packed(bytes);
      T value = MAPPER.readValue(packed, type);
      packed.end();
      return value;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static PackedReader packed(byte[] bytes) {
    return new PackedReader(bytes, MAPPER, MAPPER.getFactory().streamReadConstraints());
  }

  private static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException("stored facts could not be read: " + e.getMessage(), e);
  }
}
