package dev.fermata.adapter.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import dev.fermata.value.Schemas.Misfit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link JsonSchemas} promises: plain misfits, nothing fetched, an end to every check. */
class JsonSchemasTest {
  private static final Json ORDER =
      Json.parse(
          """
          {"type":"object","required":["id","amount"],"additionalProperties":false,
           "properties":{
             "id":{"type":"string","pattern":"^[A-Z]{2}[0-9]+$"},
             "amount":{"type":"number","minimum":1,"maximum":10000},
             "tags":{"type":"array","items":{"$ref":"#/$defs/tag"},"uniqueItems":true},
             "state":{"enum":["open","done"]},
             "at":{"type":"string","format":"date-time"}},
           "$defs":{"tag":{"type":"string","minLength":2}}}
          """);

  private final JsonSchemas schemas = new JsonSchemas();

  private List<String> check(String schema, String value) {
    return check(Json.parse(schema), value);
  }

  private List<String> check(Json schema, String value) {
    return schemas.check(schema, Json.parse(value)).stream().map(Misfit::toString).toList();
  }

  @Test
  void a_value_that_fits_has_no_misfits() {
    assertThat(check(ORDER, "{\"id\":\"AB1\",\"amount\":2.5,\"tags\":[\"ab\"],\"state\":\"open\"}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"AB1\"}|/: must have the property 'amount'",
        "{\"id\":\"AB1\",\"amount\":\"5\"}|/amount: must be a number, is a string",
        "{\"id\":\"AB1\",\"amount\":0}|/amount: must be at least 1",
        "{\"id\":\"AB1\",\"amount\":1e9}|/amount: must be at most 10000",
        "{\"id\":\"x\",\"amount\":1}|/id: must match the pattern ^[A-Z]{2}[0-9]+$",
        "{\"id\":\"AB1\",\"amount\":1,\"x\":1}|/: must not have the property 'x'",
        "{\"id\":\"AB1\",\"amount\":1,\"tags\":[\"ab\",\"a\"]}|/tags/1: must be at least 2 characters long",
        "{\"id\":\"AB1\",\"amount\":1,\"tags\":[\"ab\",\"ab\"]}|/tags: must have only unique items in the array",
        "{\"id\":\"AB1\",\"amount\":1,\"at\":\"soon\"}|/at: must be a valid date-time",
        "{\"id\":\"AB1\",\"amount\":1,\"state\":\"lost\"}|/state: must be one of [\"open\", \"done\"]",
        "5|/: must be an object, is an integer"
      })
  void a_misfit_names_the_place_and_what_it_must_be(String value, String misfit) {
    assertThat(check(ORDER, value)).containsExactly(misfit);
  }

  @Test
  void at_most_twenty_misfits_are_told() {
    String many = "[" + "1,".repeat(1_000) + "1]";
    assertThat(check("{\"items\":{\"type\":\"string\"}}", many)).hasSize(20);
  }

  @Test
  void a_schema_may_be_a_boolean() {
    assertThat(check("true", "1")).isEmpty();
    assertThat(check("false", "1")).hasSize(1);
    assertThat(schemas.complaint(Json.of(true))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "date 2026-02-28 2026-02-30",
        "date 2024-02-29 2026-2-1",
        "date-time 2026-01-01T10:00:00Z 2026-01-01",
        "date-time 2026-01-01T10:00:00.25+02:00 2026-01-01T10:00Z",
        "uri https://example.com/a?b=c#d /relative",
        "uri urn:isbn:0451450523 http://a{b}",
        "email ada.l+x@example.com @example.com",
        "email \"odd\"@example.com ada@-x.com",
        "email a@b a..b@example.com",
        "uuid 123e4567-e89b-12d3-a456-426614174000 123e4567e89b12d3a456426614174000"
      })
  void these_formats_are_asserted(String format, String good, String bad) {
    String schema = "{\"format\":\"" + format + "\"}";
    assertThat(schemas.check(Json.parse(schema), Json.of(good))).isEmpty();
    assertThat(schemas.check(Json.parse(schema), Json.of(bad)))
        .containsExactly(new Misfit("", "must be a valid " + format));
  }

  @Test
  void other_formats_only_describe() {
    assertThat(check("{\"format\":\"hostname\"}", "\"?\"")).isEmpty();
    assertThat(check("{\"format\":\"of our own\"}", "\"?\"")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"strng\"}|/type",
        "{\"type\":5}|/type",
        "{\"minLength\":-1}|/minLength",
        "{\"required\":\"a\"}|/required",
        "{\"properties\":{\"a\":5}}|/properties/a",
        "5|a schema must be an object or a boolean",
        "[]|a schema must be an object or a boolean",
        "{\"pattern\":\"(\"}|/pattern: the pattern \"(\" is refused",
        "{\"pattern\":\"(?=a)b\"}|no look-around",
        "{\"patternProperties\":{\"(a)\\\\1\":{}}}|no back-reference",
        "{\"pattern\":\"((a{30}){30}){30}\"}|is too big",
        "{\"$schema\":\"https://example.com/own\"}|'https://example.com/own' is not known",
        "{\"$ref\":\"https://example.com/x.json\"}|/$ref: refers to 'https://example.com/x.json'; nothing is ever fetched",
        "{\"items\":{\"$ref\":\"file:///etc/passwd\"}}|/items/$ref: refers to 'file:///etc/passwd'",
        "{\"$id\":\"http://127.0.0.1/a\",\"allOf\":[{\"$ref\":\"other.json\"}]}|/allOf/0/$ref: refers to 'other.json'",
        "{\"$ref\":\"#/$defs/nowhere\"}|/$defs/nowhere cannot be resolved",
        "{\"properties\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/nowhere\"}}}}|/$defs/nowhere cannot be resolved",
        "{\"properties\":{\"a\":{\"$ref\":\"#nowhere\"}}}|nowhere cannot be resolved",
        "{\"$ref\":\"#\"}|refers to itself without end",
        "{\"allOf\":[{\"anyOf\":[{\"$ref\":\"#\"}]}]}|refers to itself without end"
      })
  void a_wrong_schema_is_complained_about(String schema, String words) {
    assertThat(schemas.complaint(Json.parse(schema)))
        .hasValueSatisfying(complaint -> assertThat(complaint).contains(words));
    assertThat(check(schema, "{\"a\":1}"))
        .hasSize(1)
        .first()
        .asString()
        .contains("schema is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema\",\"definitions\":{\"a\":{}}}",
        "{\"$schema\":\"https://json-schema.org/draft/2019-09/schema\",\"type\":[\"string\",\"null\"]}",
        "{\"const\":{\"$ref\":\"https://example.com\"},\"properties\":{\"$ref\":{\"type\":\"string\"}}}",
        "{\"properties\":{\"next\":{\"$ref\":\"#\"}}}",
        "{\"$id\":\"https://example.com/order\",\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{}}}",
        "{\"$ref\":\"#a\",\"$defs\":{\"x\":{\"$anchor\":\"a\"}}}",
        "{\"x-own\":1,\"description\":\"d\",\"default\":1}"
      })
  void a_good_schema_has_no_complaint(String schema) {
    assertThat(schemas.complaint(Json.parse(schema))).isEmpty();
    assertThat(schemas.check(Json.parse(schema), Json.parse("{\"$ref\":\"x\"}"))).isNotNull();
  }

  @Test
  void numbers_count_by_value() {
    assertThat(check("{\"type\":\"integer\"}", "1.0")).isEmpty();
    assertThat(check("{\"type\":\"integer\"}", "1.5")).hasSize(1);
    assertThat(check("{\"const\":1}", "1.0")).isEmpty();
    assertThat(check("{\"multipleOf\":0.01}", "4.35")).isEmpty();
    assertThat(check("{\"maximum\":9007199254740992}", "9007199254740993")).hasSize(1);
  }

  @Test
  void a_pattern_may_match_anywhere() {
    assertThat(check("{\"pattern\":\"b\"}", "\"abc\"")).isEmpty();
    assertThat(check("{\"patternProperties\":{\"^x-\":{\"type\":\"string\"}}}", "{\"x-a\":1}"))
        .containsExactly("/x-a: must be a string, is an integer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "(x+x+)+y", "(a|aa)+$", "^([a-z]+)*[0-9]$", "(.*)(.*)(.*)x"})
  void a_catastrophic_pattern_ends_within_50_ms_for_10_kB(String pattern) {
    Json schema = Json.adopt(Json.object().put("pattern", pattern));
    Json value = Json.of("a".repeat(10_000) + "!");
    // The best of some, because this looks at the pattern and not at who else uses the machine.
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = cpu();
      assertThat(schemas.check(schema, value)).hasSize(1);
      best = Math.min(best, cpu() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void a_schema_that_branches_without_end_is_refused_or_stopped() {
    StringBuilder defs = new StringBuilder("\"d0\":{\"type\":\"null\"}");
    for (int i = 1; i <= 40; i++) {
      String ref = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\"}";
      defs.append(",\"d").append(i).append("\":{\"allOf\":[" + ref + "," + ref + "]}");
    }
    long start = cpu();
    assertThat(schemas.complaint(Json.parse("{\"$ref\":\"#/$defs/d40\",\"$defs\":{" + defs + "}}")))
        .hasValueSatisfying(c -> assertThat(c).contains("branches into too many"));
    String twice = "{\"$ref\":\"#\"}";
    Json deep =
        Json.parse(
            "{\"properties\":{\"a\":{\"allOf\":["
                + twice
                + ","
                + twice
                + "]}},\"not\":{\"const\":9}}");
    String value = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    assertThat(check(deep, value)).hasSize(1).first().asString().contains("steps");
    assertThat(Duration.ofNanos(cpu() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void a_value_with_a_million_misfits_is_stopped() {
    String many = "[" + "1,".repeat(1_000_000) + "1]";
    assertThat(check("{\"items\":{\"type\":\"string\"}}", many))
        .hasSize(1)
        .first()
        .asString()
        .contains("steps");
  }

  @Test
  void many_threads_check_at_once() throws InterruptedException {
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  int size = check(ORDER, "{\"id\":\"x\",\"amount\":" + i + "}").size();
                  wrong.addAndGet(size == (i == 0 ? 2 : 1) ? 0 : 1);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
  }

  @Test
  void more_schemas_than_the_cache_holds_are_still_checked() {
    for (int i = 0; i < Limits.COMPILED + 10; i++) {
      assertThat(check("{\"maximum\":" + i + "}", String.valueOf(i + 1))).hasSize(1);
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
