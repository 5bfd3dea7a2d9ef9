package dev.fermata.adapter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint.Api;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.Prompt;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model is asked and what comes back of it, in both protocols. */
class ModelTurnTest {
  private static final String TOOLS =
      """
      "tools":[{"name":"core-banking.book_loan","description":"Books a loan",
                "input":{"type":"object","properties":{"application":{"type":"string"}}}},
               {"name":"core-banking.look_up","description":"Looks up","input":{"type":"object"}}]
      """;

  private static Json turn(String messages) {
    return Json.parse("{\"messages\":[" + messages + "]," + TOOLS + "}");
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void a_text_comes_back_whole_with_its_tokens(Api api) {
    var says =
        new Line.Says(
            "Grüße, 你好. ".repeat(50),
            List.of(),
            new Line.Tokens(Optional.of(812L), 512, Optional.of(96L)),
            "");
    try (var booth = new Booth(_ -> says)) {
      Reply.Answered answered = Booth.answered(booth.ask(booth.alone(api)));

      assertThat(answered.output().view().path("text").asText()).isEqualTo(says.text());
      assertThat(answered.output().view().path("stop").asText()).isEqualTo("end");
      assertThat(answered.output().view().path("model").asText()).isEqualTo("scripted-1");
      assertThat(answered.usage().tokensIn()).isEqualTo(812);
      assertThat(answered.usage().tokensOut()).isEqualTo(96);
      assertThat(answered.usage().cost()).isEmpty();
      Prompt prompt = booth.models.prompts().getFirst();
      assertThat(prompt.instructions()).isEqualTo("You are a clerk.");
      assertThat(prompt.key()).endsWith(Booth.KEY);
      assertThat(prompt.body().view().path("temperature").asDouble()).isEqualTo(0.5);
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void parallel_tool_calls_come_back_by_the_names_they_have_on_the_roster(Api api) {
    var line =
        Line.calls(
            Line.call("core-banking.book_loan", Json.parse("{\"application\":\"a-1\"}")),
            Line.call("core-banking.look_up", Json.EMPTY),
            Line.call("rm", Json.parse("{\"path\":\"/\"}")));
    try (var booth = new Booth(_ -> line)) {
      Json input = turn("{\"role\":\"user\",\"content\":{\"application\":\"a-1\"}}");
      Json output = Booth.answered(booth.ask(booth.alone(api), input)).output();

      assertThat(booth.models.prompts().getFirst().tools())
          .containsExactly("core-banking__book_loan", "core-banking__look_up");
      assertThat(output.view().path("stop").asText()).isEqualTo("tools");
      assertThat(output.view().path("calls"))
          .extracting(call -> call.path("tool").asText() + call.path("arguments"))
          .containsExactly(
              "core-banking.book_loan{\"application\":\"a-1\"}",
              "core-banking.look_up{}",
              "rm{\"path\":\"/\"}");
      assertThat(output.view().path("calls"))
          .extracting(call -> call.path("id").asText())
          .doesNotHaveDuplicates()
          .doesNotContain("");
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void arguments_that_are_no_object_come_back_as_they_were_written(Api api) {
    var line =
        Line.calls(
            new Line.Call("core-banking.look_up", "{\"a\":"),
            new Line.Call("core-banking.look_up", "[1]"),
            new Line.Call("core-banking.look_up", "{\"a\":1,\"a\":2}"));
    try (var booth = new Booth(_ -> line)) {
      Json output =
          Booth.answered(booth.ask(booth.alone(api), turn("{\"role\":\"user\",\"content\":1}")))
              .output();

      assertThat(output.view().path("calls"))
          .allSatisfy(call -> assertThat(call.has("arguments")).isFalse())
          .extracting(call -> call.path("wrong").asText())
          .containsExactly("{\"a\":", "[1]", "{\"a\":1,\"a\":2}");
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void a_conversation_with_results_of_tools_is_told_again(Api api) {
    try (var booth = new Booth(_ -> Line.says("Done."))) {
      Json input =
          turn(
              """
              {"role":"user","content":{"application":"a-1"}},
              {"role":"assistant","text":"I look.","calls":[
                {"id":"c1","tool":"core-banking.look_up","arguments":{"n":1}},
                {"id":"c.2","tool":"core-banking.book_loan","wrong":"{oops"}]},
              {"role":"tool","id":"c1","tool":"core-banking.look_up","content":{"found":true},"error":false},
              {"role":"tool","id":"c.2","tool":"core-banking.book_loan","content":"no JSON","error":true}
              """);
      Booth.answered(booth.ask(booth.alone(api), input));

      Prompt prompt = booth.models.prompts().getFirst();
      assertThat(prompt.turn()).isEqualTo(2);
      assertThat(prompt.role()).isEqualTo("tool");
      assertThat(prompt.last()).contains("{\"found\":true}").contains("no JSON");
      String body = prompt.body().toString();
      assertThat(body).contains("core-banking__look_up").doesNotContain("core-banking.look_up");
      assertThat(body).contains("oops");
      if (api == Api.ANTHROPIC) {
        // Both results belong to one message, and an id has no dot there.
        assertThat(prompt.body().view().path("messages")).hasSize(3);
        assertThat(body).contains("\"c_2\"").contains("\"is_error\":true");
      } else {
        assertThat(prompt.body().view().path("messages")).hasSize(5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void an_answer_in_one_piece_is_taken_from_a_service_that_does_not_stream(Api api) {
    var says =
        new Line.Says(
            "Hi.",
            List.of(Line.call("core-banking.look_up", Json.parse("{\"n\":1}"))),
            Line.Tokens.GUESSED,
            "length");
    try (var booth = new Booth(_ -> new Line.SaysAtOnce(says))) {
      Json output =
          Booth.answered(booth.ask(booth.alone(api), turn("{\"role\":\"user\",\"content\":1}")))
              .output();

      assertThat(output.view().path("text").asText()).isEqualTo("Hi.");
      assertThat(output.view().path("stop").asText()).isEqualTo("length");
      assertThat(output.view().at("/calls/0/tool").asText()).isEqualTo("core-banking.look_up");
      assertThat(output.view().at("/calls/0/arguments/n").asInt()).isEqualTo(1);
    }
  }

  @Test
  void a_schema_is_given_in_the_protocols_own_way_where_no_tool_is() {
    String schema = "\"output\":{\"type\":\"object\",\"required\":[\"decision\"]}";
    Json plain = Json.parse("{\"messages\":[{\"role\":\"user\",\"content\":1}]," + schema + "}");
    Json withTools =
        Json.parse(
            "{\"messages\":[{\"role\":\"user\",\"content\":1}]," + TOOLS + "," + schema + "}");
    try (var booth = new Booth(_ -> Line.says("{}"))) {
      booth.ask(booth.alone(Api.OPENAI), plain);
      booth.ask(booth.alone(Api.OPENAI), withTools);
      booth.ask(booth.alone(Api.ANTHROPIC), plain);

      List<Prompt> prompts = booth.models.prompts();
      String format = "/response_format/json_schema/schema/required/0";
      assertThat(prompts.get(0).body().view().at(format).asText()).isEqualTo("decision");
      assertThat(prompts.get(0).instructions()).doesNotContain("decision");
      assertThat(prompts.get(1).body().view().has("response_format")).isFalse();
      assertThat(prompts.get(1).instructions()).contains("\"decision\"");
      assertThat(prompts.get(2).instructions()).contains("\"decision\"");
    }
  }

  @Test
  void what_a_service_does_not_take_is_left_out_from_then_on() {
    Json input =
        Json.parse(
            "{\"messages\":[{\"role\":\"user\",\"content\":1}],\"output\":{\"type\":\"object\"}}");
    try (var booth = new Booth(ModelTurnTest::picky)) {
      assertThat(Booth.answered(booth.ask(booth.alone(Api.OPENAI), input)).output().toString())
          .contains("at last");
      assertThat(booth.models.count()).isEqualTo(4);
      Booth.answered(booth.ask(booth.alone(Api.OPENAI), input));
      assertThat(booth.models.count()).isEqualTo(5);
    }
  }

  private static Line picky(Prompt prompt) {
    var body = prompt.body().view();
    for (String each : List.of("stream_options", "max_tokens", "response_format")) {
      if (body.has(each)) {
        String hint = each.equals("max_tokens") ? ", use max_completion_tokens" : "";
        return new Line.Refuses(400, Optional.empty(), "'" + each + "' is not supported" + hint);
      }
    }
    return Line.says("at last");
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void a_turn_costs_what_the_price_list_says(Api api, @TempDir Path folder) throws IOException {
    Path prices = folder.resolve("prices.yaml");
    Files.writeString(
        prices,
        """
        currency: EUR
        models:
          'scripted-*': { input: '2.50', cached: '0.25', output: 10 }
          'scripted-1*': { input: '1', cached: '0.1', output: '4.0001' }
        """);
    var tokens = new Line.Tokens(Optional.of(1000L), 400, Optional.of(100L));
    try (var booth = new Booth(prices, _ -> new Line.Says("Hi.", List.of(), tokens, ""))) {
      Reply.Answered answered = Booth.answered(booth.ask(booth.alone(api)));

      // 600 at 1, 400 at 0.1, 100 at 4.0001 millionths each, rounded up.
      assertThat(answered.usage().cost()).contains(new Money(1041, "EUR"));
    }
  }
}
