package dev.fermata.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "r1/a",
        "r1/a/b~2",
        "r1/each/3/x",
        "r1/panel#member",
        "r1/",
        "r1/a b#c.d",
        "r1/a#~check",
        "r1/a#x~2"
      })
  void a_key_reads_back_as_it_was_written(String written) {
    assertThat(EffectKey.parse(written)).hasToString(written);
  }

  @Test
  void a_key_says_run_place_and_ordinal() {
    var key = EffectKey.parse("r1/each/3/panel#member");

    assertThat(key).isEqualTo(new EffectKey(new RunId("r1"), new Place("each/3/panel"), "member"));
  }

  @ParameterizedTest
  @CsvSource({"r1/a, r1/a#~2, r1/a#~check, ''", "r1/a#x, r1/a#x~2, r1/a#x~check, x"})
  void a_next_effect_and_a_check_have_keys_that_no_member_has(
      String first, String next, String check, String member) {
    var key = EffectKey.parse(first);

    assertThat(key.next()).hasToString(next);
    assertThat(key.check()).hasToString(check);
    assertThat(key.check().checked()).isEqualTo(key);
    assertThat(key.next().next()).hasToString(next.replace('2', '3'));
    assertThat(key.next().check().checked().member()).isEqualTo(member);
    assertThat(key.check().isCheck()).isTrue();
    assertThat(key.isCheck()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r1", "/a", "r 1/a"})
  void what_is_no_key_is_refused(String text) {
    assertThatThrownBy(() -> EffectKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_digest_of_a_call_is_that_of_target_work_and_arguments_however_they_were_written() {
    assertThat(call("{\"a\":1.0,\"b\":[2]}", EffectClass.READ).digest())
        .isEqualTo(call("{\"b\":[2],\"a\":1}", EffectClass.IRREVERSIBLE).digest())
        .isNotEqualTo(call("{\"b\":[2],\"a\":2}", EffectClass.READ).digest());
  }

  @Test
  void arguments_without_a_canonical_form_make_no_call() {
    assertThatThrownBy(() -> call("{\"a\":9007199254740993}", EffectClass.READ))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Call call(String arguments, EffectClass effect) {
    return Call.of(
        new Target.Agent("scorer", Digest.of("file")),
        "rate",
        Json.parse(arguments),
        effect,
        false,
        Duration.ofSeconds(5));
  }
}
