package dev.fermata.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.fact.RunFact;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.hook.Sender.Answer;
import dev.fermata.server.hook.Sender.Letter;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs that are started by programs elsewhere, and those who would like to start them.
 *
 * <p>S2 of docs/internals/security-tests.md; what is made of a right request by chance is in {@link
 * MutatedWebhookTest}.
 */
class WebhookTest {
  private static final String NOTE =
      """
      document: { dsl: '1.0.3', namespace: t, name: note, version: '1.0.0', metadata: { owner: admin } }
      do: [ { a: { set: { seen: true } } } ]
      """;

  private static final String ABOUT =
      """
      document: { dsl: '1.0.3', namespace: t, name: about, version: '1.0.0',
        metadata: { owner: admin, subject: '${ .id }', onSameSubject: join } }
      input: { schema: { document: { type: object, required: [id] } } }
      do: [ { a: { wait: { hours: 1 } } } ]
      """;

  private static TestServer server;
  private static Sender sender;
  private static String secret = "";

  @BeforeAll
  static void start() {
    server = TestServer.start();
    sender = new Sender(server, 1);
    publish(server, NOTE);
    publish(server, ABOUT);
    secret = secret(add("orders", "note", "special"));
  }

  @AfterAll
  static void stop() {
    sender.close();
    server.close();
  }

  static void publish(TestServer server, String workflow) {
    String body = Json.object().put("source", workflow).toString();
    server.expect(201, server.post("/api/v1/workflows", server.admin(), body));
  }

  static TestServer.Answer add(TestServer server, String name, String workflow, String... labels) {
    var body = Json.object().put("name", name).put("workflow", workflow).put("why", "a test");
    Stream.of(labels).forEach(body.putArray("labels")::add);
    return server.expect(201, server.post("/api/v1/hooks", server.admin(), body.toString()));
  }

  private static TestServer.Answer add(String name, String workflow, String... labels) {
    return add(server, name, workflow, labels);
  }

  static String secret(TestServer.Answer shown) {
    return shown.json().path("secret").asText();
  }

  private static TestServer.Answer change(String hook, String what) {
    String body = "{\"why\": \"a test\"}";
    return server.post("/api/v1/hooks/" + hook + "/" + what, server.admin(), body);
  }

  private static Letter letter(String body) {
    return sender.letter("orders", secret, body);
  }

  private static RunFact.Started started(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return server
        .inside()
        .engine()
        .state(new RunId(answer.field("run")))
        .flatMap(RunState::start)
        .orElseThrow();
  }

  @Test
  void a_start_by_a_hook_belongs_to_the_trace_of_its_sender() {
    String caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var of = sender.send(letter("{\"id\": 7}"), "application/json", "traceparent", caller);
    assertThat(started(of).trace()).contains(caller);
    var none = sender.send(letter("{\"id\": 8}"), "application/json", "traceparent", "00-0-0");
    assertThat(started(none).trace()).isEmpty();
  }

  private static long runs() {
    JsonNode counts = server.get("/api/v1/status", server.admin()).json().path("runs");
    long all = 0;
    for (JsonNode each : counts) {
      all += each.asLong();
    }
    return all;
  }

  @Test
  void what_is_rightly_signed_starts_the_stored_workflow_with_the_body_as_its_input() {
    var run = started(sender.send(letter("{\"order\": 7}")));
    assertThat(run.workflow()).hasToString("t/note@1.0.0");
    assertThat(run.input().view()).isEqualTo(Json.parse("{\"order\":7}").view());
    assertThat(run.by()).isEqualTo("hook:orders");
    assertThat(run.requester()).isEqualTo("admin");
  }

  @Test
  void what_comes_in_is_untrusted_and_has_the_hooks_labels() {
    var labels = started(sender.send(letter("{\"order\": 7}"))).input().labels();
    assertThat(labels.all().untrusted()).isTrue();
    assertThat(labels.all().classes()).containsExactly(Classification.SPECIAL);
    assertThat(labels.at("/order").all()).isEqualTo(labels.all());
  }

  @Test
  void a_definition_a_run_a_batch_a_key_or_a_label_in_the_body_is_data() {
    var other = started(sender.send(letter("1")));
    String body =
        """
        {"workflow":"t/about@1.0.0","definition":{"do":[{"x":{"call":"http"}}]},"source":"document: {}",\
        "run":"%s","id":"%s","startKey":"mine","batch":"nightly","priority":"high","hook":"visits","input":{"a":1},"by":"admin"}\
        """
            .formatted(other.startKey(), other.startKey());
    var run = started(sender.send(letter(body)));
    assertThat(run.workflow()).hasToString("t/note@1.0.0");
    assertThat(run.input().view()).isEqualTo(Json.parse(body).view());
    assertThat(run.batch()).isEmpty();
    assertThat(run.startKey()).startsWith("hook/orders/");
    assertThat(run.priority()).isEmpty();
    assertThat(run.by()).isEqualTo("hook:orders");
    String forged = "{\"$labelled\":{\"value\":{\"a\":1},\"labels\":{}}}";
    var labelled = started(sender.send(letter(forged)));
    assertThat(labelled.input().view()).isEqualTo(Json.parse(forged).view());
    assertThat(labelled.input().labels().all().untrusted()).isTrue();
  }

  @Test
  void unsigned_missigned_and_unknown_look_the_same() {
    long before = runs();
    Letter right = letter("{}");
    String wrong = Sender.signature(secret + "x", right.timestamp(), right.nonce(), "{}");
    List<Letter> bad =
        List.of(
            right.signed(),
            right.signed(""),
            right.signed("v1=" + "0".repeat(64)),
            right.signed(wrong),
            right.signed(right.signature(), right.signature()),
            right.signed(right.signature().substring(3)),
            right.signed("v0" + right.signature().substring(2)),
            right.signed(right.signature().toUpperCase(java.util.Locale.ROOT)),
            right.at(""),
            right.withNonce(""),
            right.withNonce("short"),
            right.withBody("{ }"),
            right.to("nobody"),
            right.to("a".repeat(200)),
            new Letter("orders", "", "", List.of(), "{}"));
    List<String> told = new ArrayList<>();
    for (Letter each : bad) {
      Answer answer = sender.send(each);
      assertThat(answer.status()).as(each.toString()).isEqualTo(401);
      told.add(answer.text().replace(answer.field("requestId"), "ID"));
    }
    assertThat(told.stream().distinct()).hasSize(1);
    String admin = "Bearer " + server.admin();
    assertThat(sender.send(right.signed(), "application/json", "Authorization", admin).status())
        .isEqualTo(401);
    assertThat(runs()).isEqualTo(before);
    assertThat(sender.send(right).status()).isEqualTo(201);
  }

  @Test
  void five_minutes_too_old_or_too_early_is_refused() {
    for (long later : List.of(-100_000L, -310L, 310L, 100_000L)) {
      Answer answer = sender.send(sender.letter("orders", secret, "{}", later));
      assertThat(answer.status()).as(answer.text()).isEqualTo(401);
      assertThat(answer.text()).contains("out-of-time");
    }
    for (long later : List.of(-280L, 280L)) {
      started(sender.send(sender.letter("orders", secret, "{}", later)));
    }
  }

  @Test
  void a_replay_is_409_and_names_the_run_also_after_a_restart() {
    Letter right = letter("{\"order\": 8}");
    String run = sender.send(right).field("run");
    long before = runs();
    assertReplayed(right, run);
    server.restart();
    assertReplayed(right, run);
    assertThat(runs()).isEqualTo(before);
    // Not only these bytes: whoever has the secret cannot use a nonce for something else either.
    String body = "{\"order\": 9}";
    String signature = Sender.signature(secret, right.timestamp(), right.nonce(), body);
    assertReplayed(right.withBody(body).signed(signature), run);
  }

  private static void assertReplayed(Letter letter, String run) {
    Answer answer = sender.send(letter);
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.field("detail")).contains(run);
    assertThat(answer.field("type")).endsWith("/replayed");
  }

  @Test
  void nobody_who_guesses_a_nonce_has_its_request_refused() {
    Letter right = letter("{}");
    var body =
        Json.object().put("workflow", "note").put("startKey", "hook/orders/" + right.nonce());
    assertThat(server.post("/api/v1/runs", server.machine(), body.toString()).status())
        .isEqualTo(400);
    started(sender.send(right));
  }

  @Test
  void of_many_that_send_the_same_at_once_one_is_taken() throws Exception {
    Letter right = letter("{}");
    long before = runs();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(many.submit(() -> sender.send(right)));
      }
      for (Future<Answer> each : answers) {
        statuses.add(each.get().status());
      }
    }
    assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
    assertThat(runs()).isEqualTo(before + 1);
  }

  @Test
  void what_a_run_about_the_same_joins_is_not_started_and_the_run_is_named() {
    String key = secret(add("visits", "about"));
    Answer first = sender.send(sender.letter("visits", key, "{\"id\": \"A-1\"}"));
    Answer second = sender.send(sender.letter("visits", key, "{\"id\": \"A-1\"}"));
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.field("type")).endsWith("/same-subject");
    assertThat(second.field("detail")).contains(first.field("run"));
    Answer misfit = sender.send(sender.letter("visits", key, "{}"));
    assertThat(misfit.status()).as(misfit.text()).isEqualTo(422);
  }

  @Test
  void a_rotated_or_removed_hook_takes_nothing_that_was_signed_before() {
    String first = secret(add("moving", "note"));
    String second = secret(server.expect(200, change("moving", "rotate")));
    assertThat(sender.send(sender.letter("moving", first, "{}")).status()).isEqualTo(401);
    Letter kept = sender.letter("moving", second, "{}");
    server.expect(204, change("moving", "remove"));
    assertThat(sender.send(kept).status()).isEqualTo(401);
    String third = secret(add("moving", "note"));
    assertThat(sender.send(kept).status()).isEqualTo(401);
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    started(sender.send(sender.letter("moving", third, "{}")));
  }

  @Test
  void the_parts_of_a_request_cannot_trade_places() {
    Letter right = letter("1.5");
    Letter other = right.withNonce(right.nonce() + ".1").withBody("5");
    assertThat(sender.send(other).status()).isEqualTo(401);
    assertThat(sender.send(right).status()).isEqualTo(201);
  }

  @Test
  void a_secret_opens_its_own_hook_only() {
    String other = secret(add("twin", "note"));
    assertThat(sender.send(sender.letter("orders", other, "{}")).status()).isEqualTo(401);
    assertThat(sender.send(letter("{}").to("twin")).status()).isEqualTo(401);
  }

  @Test
  void only_json_of_a_limited_size_is_taken() {
    assertThat(sender.send(letter("{}"), "text/plain").status()).isEqualTo(415);
    assertThat(sender.send(letter("{}"), "application/x-www-form-urlencoded").status())
        .isEqualTo(415);
    assertThat(sender.send(letter("\"" + "x".repeat(256 << 10) + "\"")).status()).isEqualTo(413);
    assertThat(sender.send(letter("no json")).status()).isEqualTo(400);
    assertThat(sender.send(letter("{\"a\":1,\"a\":2}")).status()).isEqualTo(400);
    started(sender.send(letter("\"" + "x".repeat((256 << 10) - 2) + "\"")));
  }

  @Test
  void a_hook_needs_a_workflow_a_free_name_and_classes_that_there_are() {
    String admin = server.admin();
    assertThat(post(admin, "{\"name\":\"x\",\"workflow\":\"nothing\"}")).isEqualTo(404);
    assertThat(post(admin, "{\"name\":\"orders\",\"workflow\":\"note\"}")).isEqualTo(409);
    assertThat(post(admin, "{\"name\":\"../x\",\"workflow\":\"note\"}")).isEqualTo(400);
    assertThat(post(admin, "{\"name\":\"x\",\"workflow\":\"note\",\"labels\":[\"secret\"]}"))
        .isEqualTo(400);
    assertThat(server.get("/api/v1/hooks", admin).text()).doesNotContain("\"x\"");
  }

  private static int post(String token, String body) {
    return server.post("/api/v1/hooks", token, body).status();
  }
}
