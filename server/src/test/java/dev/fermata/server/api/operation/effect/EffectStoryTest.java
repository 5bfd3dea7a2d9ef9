package dev.fermata.server.api.operation.effect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EffectStoryTest {
  private static final EffectKey KEY = EffectKey.of(new RunId("r1"), new Place("pay"));

  private static JsonNode told(Json arguments) {
    var call =
        Call.of(
            new Target.Tool("bank", "pay", Digest.of("file")),
            "",
            arguments,
            EffectClass.REVERSIBLE,
            false,
            Duration.ofSeconds(5));
    var story = new EffectStory(KEY);
    var receipt = new Receipt("built-in", 1);
    story.take(
        new RunFact.EffectIntended(KEY, call, receipt, 1, Instant.EPOCH, false), Instant.EPOCH);
    return story.tree().orElseThrow();
  }

  @Test
  void the_labels_of_a_call_are_told_where_they_are_and_joined() {
    var labels = new TreeMap<String, Label>();
    labels.put("/name", Label.of(Classification.PERSONAL));
    labels.put("/memo", Label.UNTRUSTED);
    Json arguments =
        Json.parse("{\"name\":\"eve\",\"memo\":\"rent\",\"sum\":5}").labelled(new Labels(labels));
    JsonNode told = told(arguments).path("labels");
    assertThat(told.at("/all/classes/0").asText()).isEqualTo("personal");
    assertThat(told.at("/all/untrusted").asBoolean()).isTrue();
    assertThat(told.path("at").path("/name").path("classes").path(0).asText())
        .isEqualTo("personal");
    assertThat(told.path("at").path("/memo").path("untrusted").asBoolean()).isTrue();
    assertThat(told.path("at").has("/sum")).isFalse();
  }

  @Test
  void a_call_without_labels_tells_of_none() {
    assertThat(told(Json.parse("{\"sum\":5}")).has("labels")).isFalse();
  }
}
