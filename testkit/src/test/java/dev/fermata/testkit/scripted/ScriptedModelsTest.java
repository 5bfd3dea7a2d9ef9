package dev.fermata.testkit.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document.Parsed;
import dev.fermata.workflow.Read;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The scripted models keep to the protocols, as another client than ours sees them. */
class ScriptedModelsTest {
  private static final String OPENAI =
      """
      {"model":"small-1","stream":%s,"stream_options":{"include_usage":true},
       "messages":[{"role":"system","content":"You are a Clerk."},
                   {"role":"user","content":"Book a-1"}]}
      """;
  private static final String ANTHROPIC =
      """
      {"model":"small-1","stream":%s,"max_tokens":10,"system":"You are a Clerk.",
       "messages":[{"role":"user","content":[{"type":"text","text":"Book a-1"}]}]}
      """;
  private static final String SCRIPT =
      """
      answers:
        - when: { instructions: clerk, last: book, turn: 1, role: user, model: 'small-*' }
          say: I book.
          calls: [{ tool: bank.book, arguments: { id: a-1 } }, { tool: bank.look, arguments: '{oops' }]
          tokens: { in: 100, cached: 40, out: 9 }
          times: 1
        - when: { last: book }
          refuse: 429
          retryAfter: PT2S
          times: 1
        - say: Later.
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  static ModelScript script(String text) {
    if (new YamlParser().parse(text) instanceof Parsed.Good(var document)
        && ModelScript.read(document) instanceof Read.Good<ModelScript>(var script, _)) {
      return script;
    }
    throw new AssertionError("the script cannot be read");
  }

  private HttpResponse<String> post(ScriptedModels models, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(models.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static List<Json> events(String body) {
    return body.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.parse(line.substring(6)))
        .toList();
  }

  @Test
  void chunks_of_openai_put_together_are_the_answer() throws Exception {
    try (var models = ScriptedModels.start(script(SCRIPT))) {
      HttpResponse<String> response = post(models, "/chat/completions", OPENAI.formatted(true));
      assertThat(response.body()).endsWith("data: [DONE]\n\n");
      List<Json> events = events(response.body());
      assertThat(joined(events, "/choices/0/delta/content")).isEqualTo("I book.");
      assertThat(joined(events, "/choices/0/delta/tool_calls/0/function/name"))
          .isEqualTo("bank__bookbank__look");
      assertThat(joined(events, "/choices/0/delta/tool_calls/0/function/arguments"))
          .isEqualTo("{\"id\":\"a-1\"}{oops");
      assertThat(joined(events, "/choices/0/finish_reason")).isEqualTo("tool_calls");
      assertThat(joined(events, "/usage/prompt_tokens")).isEqualTo("100");
      assertThat(joined(events, "/usage/prompt_tokens_details/cached_tokens")).isEqualTo("40");
    }
  }

  @Test
  void events_of_anthropic_put_together_are_the_answer() throws Exception {
    try (var models = ScriptedModels.start(script(SCRIPT))) {
      HttpResponse<String> response = post(models, "/messages", ANTHROPIC.formatted(true));
      List<Json> events = events(response.body());
      assertThat(events.getFirst().text("type")).contains("message_start");
      assertThat(events.getLast().text("type")).contains("message_stop");
      assertThat(joined(events, "/delta/text")).isEqualTo("I book.");
      assertThat(joined(events, "/content_block/name")).isEqualTo("bank__bookbank__look");
      assertThat(joined(events, "/delta/partial_json")).isEqualTo("{\"id\":\"a-1\"}{oops");
      assertThat(joined(events, "/delta/stop_reason")).isEqualTo("tool_use");
      assertThat(joined(events, "/message/usage/input_tokens")).isEqualTo("60");
      assertThat(joined(events, "/message/usage/cache_read_input_tokens")).isEqualTo("40");
    }
  }

  private static String joined(List<Json> events, String pointer) {
    return events.stream()
        .map(event -> event.view().at(pointer))
        .filter(node -> !node.isNull() && !node.isMissingNode())
        .map(node -> node.asText())
        .collect(Collectors.joining());
  }

  @Test
  void the_first_rule_that_fits_and_is_not_used_up_answers() throws Exception {
    try (var models = ScriptedModels.start(script(SCRIPT))) {
      assertThat(post(models, "/chat/completions", OPENAI.formatted(true)).statusCode())
          .isEqualTo(200);
      HttpResponse<String> busy = post(models, "/messages", ANTHROPIC.formatted(false));
      assertThat(busy.statusCode()).isEqualTo(429);
      assertThat(busy.headers().firstValue("retry-after")).contains("2");
      String whole = post(models, "/messages", ANTHROPIC.formatted(false)).body();
      assertThat(Json.parse(whole).view().at("/content/0/text").asText()).isEqualTo("Later.");
      assertThat(models.count()).isEqualTo(3);
      assertThat(models.prompts()).extracting(Prompt::turn).containsExactly(1, 1, 1);
    }
  }

  @Test
  void what_the_script_does_not_foresee_is_refused_in_plain_words() throws Exception {
    try (var models = ScriptedModels.start(script("answers: [{ when: { turn: 2 }, say: Hi }]"))) {
      assertThat(post(models, "/chat/completions", OPENAI.formatted(true)).body())
          .contains("the script has no answer for turn 1 of model 'small-1' after: Book a-1");
    }
  }

  @Test
  void a_script_that_is_wrong_is_told_by_line_and_column() {
    var broken = "answers:\n  - say: Hi\n    time: 3\n";
    if (new YamlParser().parse(broken) instanceof Parsed.Good(var document)
        && ModelScript.read(document) instanceof Read.Broken<ModelScript>(var complaints)) {
      assertThat(complaints.getFirst().toString()).startsWith("3:5 ").contains("'times'");
    } else {
      throw new AssertionError("the script was read");
    }
  }

  @Test
  void a_thousand_streams_at_once_take_little_longer_than_one() throws Exception {
    int streams = 1_000;
    Line line = new Line.After(Duration.ofMillis(200), Line.says("Hello there, whoever you are."));
    try (var models = ScriptedModels.start(_ -> line);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      post(models, "/chat/completions", OPENAI.formatted(true));
      long began = System.nanoTime();
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        answers.add(
            threads.submit(
                () -> post(models, "/chat/completions", OPENAI.formatted(true)).statusCode()));
      }
      for (Future<Integer> each : answers) {
        assertThat(each.get()).isEqualTo(200);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      System.out.println("1000 streams at 200 ms took " + took.toMillis() + " ms");
      // One after the other they would take 200 s; the rest is room for a busy machine.
      assertThat(took).isLessThan(Duration.ofSeconds(20));
    }
  }
}
