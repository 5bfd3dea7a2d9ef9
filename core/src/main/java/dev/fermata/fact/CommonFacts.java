package dev.fermata.fact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.form.Labelled;
import dev.fermata.fact.form.PackedWriter;
import dev.fermata.fact.form.Stored;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.StepId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes the facts that every step has: member by member, where a mapper would look each member up.
 * A test shows that both write the same.
 */
@Algorithm("writes the stored form of what comes most")
final class CommonFacts {
  private CommonFacts() {}

  static void register(SimpleModule module) {
    add(module, RunFact.Entered.class, CommonFacts::entered);
    add(module, RunFact.Left.class, CommonFacts::left);
    add(module, RunFact.EffectIntended.class, CommonFacts::intended);
    add(module, RunFact.EffectSettled.class, CommonFacts::settled);
    value(module, Instant.class, (moment, out) -> out.writeMoment(moment.toEpochMilli()));
    value(module, Place.class, (place, out) -> out.writePath(place.path()));
    value(module, StepId.class, (step, out) -> out.writePath(step.pointer()));
    value(module, EffectKey.class, CommonFacts::key);
  }

  /** Writes the members of a value, or all of it. */
  private interface Members<T> {
    void write(T value, PackedWriter out, SerializerProvider provider) throws IOException;
  }

  private static <T> void add(SimpleModule module, Class<T> type, Members<T> members) {
    module.addSerializer(
        type,
        Stored.writer((value, out, provider) -> {
          out.writeStartObject();
          members.write(value, (PackedWriter) out, provider);
          out.writeEndObject();
        }));
  }

  /** Writes a value that is no object. */
  private interface Value<T> {
    void write(T value, PackedWriter out) throws IOException;
  }

  private static <T> void value(SimpleModule module, Class<T> type, Value<T> how) {
    module.addSerializer(
        type, Stored.writer((value, out, _) -> how.write(value, (PackedWriter) out)));
  }

  private static void key(EffectKey key, PackedWriter out) {
    String place = key.place().path();
    out.writeKey(key.run().value(), key.ordinal().isEmpty() ? place : place + "#" + key.ordinal());
  }

  private static void key(String name, EffectKey key, PackedWriter out) {
    out.writeFieldName(name);
    key(key, out);
  }

  private static void path(String name, String path, PackedWriter out) {
    out.writeFieldName(name);
    out.writePath(path);
  }

  private static void moment(String name, Instant moment, PackedWriter out) {
    out.writeFieldName(name);
    out.writeMoment(moment.toEpochMilli());
  }

  private static void entered(RunFact.Entered fact, PackedWriter out, SerializerProvider provider)
      throws IOException {
    path("place", fact.place().path(), out);
    path("step", fact.step().pointer(), out);
    json("input", fact.input(), out, provider);
    json("vars", fact.vars(), out, provider);
    label(fact.under(), out, provider);
  }

  private static void left(RunFact.Left fact, PackedWriter out, SerializerProvider provider)
      throws IOException {
    path("place", fact.place().path(), out);
    json("output", fact.output(), out, provider);
    json("context", fact.context(), out, provider);
    if (fact.next().isPresent()) {
      out.writeStringField("next", fact.next().get());
    }
    flag("endsRun", fact.endsRun(), out);
    label(fact.under(), out, provider);
  }

  private static void intended(
      RunFact.EffectIntended fact, PackedWriter out, SerializerProvider provider)
      throws IOException {
    key("key", fact.key(), out);
    record("call", "Call", out);
    call(fact.call(), out, provider);
    out.writeEndObject();
    record("receipt", "Receipt", out);
    receipt(fact.receipt(), out, provider);
    out.writeEndObject();
    number("attempt", fact.attempt(), out);
    moment("at", fact.at(), out);
    flag("queued", fact.queued(), out);
  }

  /** Without its digest where it can be computed from what is here. */
  private static void call(Call call, PackedWriter out, SerializerProvider provider)
      throws IOException {
    out.writeFieldName("target");
    if (call.target() instanceof Target.Tool(var server, var name, var fingerprint)) {
      startCase("Tool", out);
      out.writeStringField("server", server);
      out.writeStringField("name", name);
      out.writeStringField("fingerprint", fingerprint.value());
      endCase("Tool", out);
    } else {
      provider.defaultSerializeValue(call.target(), out);
    }
    out.writeStringField("work", call.work());
    json("arguments", call.arguments(), out, provider);
    out.writeStringField("effect", call.effect().name());
    flag("keyed", call.keyed(), out);
    out.writeStringField("timeout", call.timeout().toString());
    if (isBinary(call.arguments().view())) {
      out.writeStringField("digest", call.digest().value());
    }
  }

  /** Whether a number in it is read again as a decimal, of which the digest may be another. */
  private static boolean isBinary(JsonNode node) {
    if (node.isContainerNode()) {
      for (JsonNode item : node) {
        if (isBinary(item)) {
          return true;
        }
      }
    }
    return node.isDouble() || node.isFloat();
  }

  private static void receipt(Receipt receipt, PackedWriter out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("rule", receipt.rule());
    number("house", receipt.house(), out);
    out.writeFieldName("grants");
    provider.defaultSerializeValue(receipt.grants(), out);
    if (receipt.expires().isPresent()) {
      moment("expires", receipt.expires().get(), out);
    }
    out.writeArrayFieldStart("requesters");
    for (String person : receipt.requesters()) {
      out.writeString(person);
    }
    out.writeEndArray();
  }

  private static void settled(
      RunFact.EffectSettled fact, PackedWriter out, SerializerProvider provider)
      throws IOException {
    key("key", fact.key(), out);
    number("attempt", fact.attempt(), out);
    out.writeFieldName("reply");
    if (fact.reply() instanceof Reply.Answered(var output, var evidence, var usage)) {
      startCase("Answered", out);
      json("output", output, out, provider);
      json("evidence", evidence, out, provider);
      usage(usage, out, provider);
      endCase("Answered", out);
    } else {
      provider.defaultSerializeValue(fact.reply(), out);
    }
    moment("at", fact.at(), out);
  }

  private static void usage(Usage usage, PackedWriter out, SerializerProvider provider)
      throws IOException {
    record("usage", "Usage", out);
    number("tokensIn", usage.tokensIn(), out);
    number("tokensOut", usage.tokensOut(), out);
    if (usage.cost().isPresent()) {
      out.writeFieldName("cost");
      provider.defaultSerializeValue(usage.cost().get(), out);
    }
    out.writeEndObject();
  }

  private static void startCase(String name, PackedWriter out) {
    out.startCase(name);
    out.writeStartObject();
  }

  private static void endCase(String name, PackedWriter out) {
    out.writeEndObject();
    out.endCase(name);
  }

  private static void record(String member, String record, PackedWriter out) {
    out.writeFieldName(member);
    out.shape(record);
    out.writeStartObject();
  }

  private static void json(
      String name, Optional<Json> value, PackedWriter out, SerializerProvider provider)
      throws IOException {
    if (value.isPresent()) {
      out.writeFieldName(name);
      Labelled.write(value.get(), out, provider);
    }
  }

  private static void json(String name, Json value, PackedWriter out, SerializerProvider provider)
      throws IOException {
    if (!Labelled.isEmpty(value)) {
      out.writeFieldName(name);
      Labelled.write(value, out, provider);
    }
  }

  private static void label(Label under, PackedWriter out, SerializerProvider provider)
      throws IOException {
    if (!under.isNone()) {
      out.writeFieldName("under");
      under.tree().serialize(out, provider);
    }
  }

  private static void number(String name, long value, PackedWriter out) throws IOException {
    if (value != 0) {
      out.writeNumberField(name, value);
    }
  }

  private static void flag(String name, boolean value, PackedWriter out) throws IOException {
    if (value) {
      out.writeBooleanField(name, true);
    }
  }
}
