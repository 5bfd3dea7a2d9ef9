package dev.fermata.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules.Finding;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Digest;
import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules read is data to them (S3), and rules that never end hold up nobody else (S29). */
@Tag("faults")
class RuleInjectionTest {
  private static final Duration OTHERS = Duration.ofSeconds(1);

  /** What would make a rule hold, or fail, if it were read as a part of the rule. */
  private static final List<String> TEXTS =
      List.of(
          "' || true || '",
          "\" || true || \"",
          "eve' || effect.class == 'read",
          "'.size() >= 0 || '",
          "${ . }",
          "{{ . }}",
          "true",
          "effect.arguments.secret",
          "\\' || true",
          "a*(b|c)+$",
          "\u0000",
          "\n|| true",
          "'''",
          "r'",
          "b''",
          "[1].all(x, true)",
          "T(java.lang.Runtime)",
          "// comment",
          "/* ");

  private static final List<String> READ =
      List.of(
          "effect.arguments.to == 'eve'",
          "effect.arguments.to.contains('zzz')",
          "effect.arguments.to.matches('^eve$')",
          "effect.arguments[effect.arguments.to] == 1",
          "run.subject == 'eve'",
          "agent.name == 'eve'",
          "panels[effect.arguments.to].unanimous == true");

  @Test
  void no_text_in_what_a_rule_reads_becomes_a_part_of_the_rule() {
    var cel = new Cel();
    try (var campaign = Campaign.of("S3", "texts that rules read")) {
      for (String text : TEXTS) {
        for (String rule : READ) {
          campaign.attempt(
              rule + " <- " + text,
              () ->
                  assertThat(cel.evaluate(rule, reading(text)))
                      .isNotInstanceOf(Finding.Holds.class));
        }
        campaign.attempt(
            "equal: " + text,
            () ->
                assertThat(cel.evaluate("effect.arguments.to == run.subject", reading(text)))
                    .isInstanceOf(Finding.Holds.class));
      }
    }
  }

  private static Reading reading(String text) {
    var effect = Json.object().put("class", "irreversible");
    effect.putObject("arguments").put("to", text).put("secret", "s");
    var run = Json.object().put("subject", text);
    var agent = Json.object().put("name", text);
    return new Reading(Json.adopt(effect), Json.adopt(run), Json.adopt(agent), Json.EMPTY);
  }

  @Test
  void a_text_that_looks_like_a_rule_gets_nothing_past_a_rule() {
    for (String text : TEXTS) {
      Play play =
          Script.given(
                  "do: [ { s: { call: tool, with: { server: bank, name: pay, arguments: { to: '${ .to }' } } } } ]")
              .with("{ server: bank, owner: house, kind: java, tools: { pay: {} } }")
              .under(
                  policy("no", "effect.arguments.to != 'mia'", new Then.Deny("only mia")),
                  policy("yes", "effect.arguments.to == 'mia'", new Then.Allow("mia")))
              .by(new Cel())
              .trying(Trial.NONE)
              .start(Json.object().put("to", text).toString());
      assertThat(play.calls()).as(text).isEmpty();
    }
  }

  private static Policy policy(String name, String when, Then then) {
    return new Policy(
        name, "1", "risk", Digest.of(name), Scope.ALL, Optional.of(when), then, false, List.of());
  }

  @Test
  void a_simple_run_beside_expressions_and_rules_that_never_end_is_done_within_a_second()
      throws InterruptedException {
    var over = new AtomicBoolean();
    Thread jq = Thread.ofPlatform().daemon().start(() -> bombs(over, RuleInjectionTest::jqBomb));
    Thread cel = Thread.ofPlatform().daemon().start(() -> bombs(over, celBomb()));
    Script simple = Script.given("do: [ { a: { set: { n: '${ .n + 1 }' } } } ]").trying(Trial.NONE);
    int runs = Campaign.cases(200, 5_000);
    long[] took = new long[runs];
    for (int i = 0; i < runs; i++) {
      long began = System.nanoTime();
      simple.start("{ n: 1 }").completes("{ n: 2 }");
      took[i] = System.nanoTime() - began;
    }
    over.set(true);
    jq.join(OTHERS.multipliedBy(10));
    cel.join(OTHERS.multipliedBy(10));
    Arrays.sort(took);
    try (var campaign = Campaign.of("S29", "a simple run beside bombs")) {
      long p99 = took[(int) Math.ceil(runs * 0.99) - 1];
      campaign.attempt("p99", () -> assertThat(p99).isLessThan(OTHERS.toNanos()));
      campaign.attempt("bombs end", () -> assertThat(jq.isAlive() || cel.isAlive()).isFalse());
      campaign.figure("p99 ms", p99 / 1_000_000);
    }
  }

  private static void bombs(AtomicBoolean over, Runnable bomb) {
    while (!over.get()) {
      bomb.run();
    }
  }

  private static void jqBomb() {
    for (String bomb :
        List.of("last(range(0; 1e8))", "def f: f; f", "reduce range(0; 30) as $i (\"a\"; . + .)")) {
      assertThat(new Jq().evaluate(bomb, Json.EMPTY, Map.of()))
          .isInstanceOf(Evaluation.Failed.class);
    }
  }

  private static Runnable celBomb() {
    var effect = Json.object();
    var list = effect.putObject("arguments").putArray("list");
    for (int i = 0; i < 5_000; i++) {
      list.add(i);
    }
    var reading = new Reading(Json.adopt(effect), Json.EMPTY, Json.EMPTY, Json.EMPTY);
    List<String> all = new ArrayList<>();
    for (String inner : Set.of("map", "filter", "all")) {
      all.add(
          "effect.arguments.list.all(a, effect.arguments.list."
              + inner
              + "(b, a + b >= 0) != null)");
    }
    var cel = new Cel();
    return () -> all.forEach(rule -> cel.evaluate(rule, reading));
  }
}
