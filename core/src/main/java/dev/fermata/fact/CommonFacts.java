package dev.fermata.fact;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.fermata.effect.Call;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.form.Labelled;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Json;
import dev.fermata.value.label.Label;
import java.io.IOException;
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
  }

  /** Writes the members of a value, or all of it. */
  private interface Members<T> {
    void write(T value, JsonGenerator out, SerializerProvider provider) throws IOException;
  }

  private static <T> void add(SimpleModule module, Class<T> type, Members<T> members) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeStartObject();
            members.write(value, out, provider);
            out.writeEndObject();
          }
        });
  }

  private static void entered(RunFact.Entered fact, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("place", fact.place().path());
    out.writeStringField("step", fact.step().pointer());
    json("input", fact.input(), out, provider);
    json("vars", fact.vars(), out, provider);
    label(fact.under(), out, provider);
  }

  private static void left(RunFact.Left fact, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("place", fact.place().path());
    json("output", fact.output(), out, provider);
    json("context", fact.context(), out, provider);
    if (fact.next().isPresent()) {
      out.writeStringField("next", fact.next().get());
    }
    flag("endsRun", fact.endsRun(), out);
    label(fact.under(), out, provider);
  }

  private static void intended(
      RunFact.EffectIntended fact, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("key", fact.key().toString());
    out.writeObjectFieldStart("call");
    call(fact.call(), out, provider);
    out.writeEndObject();
    out.writeObjectFieldStart("receipt");
    receipt(fact.receipt(), out, provider);
    out.writeEndObject();
    number("attempt", fact.attempt(), out);
    out.writeNumberField("at", fact.at().toEpochMilli());
    flag("queued", fact.queued(), out);
  }

  private static void call(Call call, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeFieldName("target");
    if (call.target() instanceof Target.Tool(var server, var name, var fingerprint)) {
      out.writeStartObject();
      out.writeObjectFieldStart("Tool");
      out.writeStringField("server", server);
      out.writeStringField("name", name);
      out.writeStringField("fingerprint", fingerprint.value());
      out.writeEndObject();
      out.writeEndObject();
    } else {
      provider.defaultSerializeValue(call.target(), out);
    }
    out.writeStringField("work", call.work());
    json("arguments", call.arguments(), out, provider);
    out.writeStringField("effect", call.effect().name());
    flag("keyed", call.keyed(), out);
    out.writeStringField("timeout", call.timeout().toString());
    out.writeStringField("digest", call.digest().value());
  }

  private static void receipt(Receipt receipt, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("rule", receipt.rule());
    number("house", receipt.house(), out);
    out.writeFieldName("grants");
    provider.defaultSerializeValue(receipt.grants(), out);
    if (receipt.expires().isPresent()) {
      out.writeNumberField("expires", receipt.expires().get().toEpochMilli());
    }
    out.writeArrayFieldStart("requesters");
    for (String person : receipt.requesters()) {
      out.writeString(person);
    }
    out.writeEndArray();
  }

  private static void settled(
      RunFact.EffectSettled fact, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeStringField("key", fact.key().toString());
    number("attempt", fact.attempt(), out);
    out.writeFieldName("reply");
    if (fact.reply() instanceof Reply.Answered(var output, var evidence, var usage)) {
      out.writeStartObject();
      out.writeObjectFieldStart("Answered");
      json("output", output, out, provider);
      json("evidence", evidence, out, provider);
      usage(usage, out, provider);
      out.writeEndObject();
      out.writeEndObject();
    } else {
      provider.defaultSerializeValue(fact.reply(), out);
    }
    out.writeNumberField("at", fact.at().toEpochMilli());
  }

  private static void usage(Usage usage, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeObjectFieldStart("usage");
    number("tokensIn", usage.tokensIn(), out);
    number("tokensOut", usage.tokensOut(), out);
    if (usage.cost().isPresent()) {
      out.writeFieldName("cost");
      provider.defaultSerializeValue(usage.cost().get(), out);
    }
    out.writeEndObject();
  }

  private static void json(
      String name, Optional<Json> value, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (value.isPresent()) {
      out.writeFieldName(name);
      Labelled.write(value.get(), out, provider);
    }
  }

  private static void json(String name, Json value, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (!Labelled.isEmpty(value)) {
      out.writeFieldName(name);
      Labelled.write(value, out, provider);
    }
  }

  private static void label(Label under, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (!under.isNone()) {
      out.writeFieldName("under");
      under.tree().serialize(out, provider);
    }
  }

  private static void number(String name, long value, JsonGenerator out) throws IOException {
    if (value != 0) {
      out.writeNumberField(name, value);
    }
  }

  private static void flag(String name, boolean value, JsonGenerator out) throws IOException {
    if (value) {
      out.writeBooleanField(name, true);
    }
  }
}
