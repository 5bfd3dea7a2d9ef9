package dev.fermata.adapter.jq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that would run for ever, or fill the memory, end soon and with a reason. */
class BombsTest {
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final long MOST_BYTES = 64L << 20;

  private final Jq jq = new Jq();

  @BeforeAll
  static void warm() {
    // Loading and first compilation are paid once per process, not per bomb.
    new Jq().evaluate("[range(20000)] | map(. + 1) | add", Json.NULL, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last(range(0;1e8))",
        "[range(1e9)]",
        "range(1e9) | empty",
        "reduce range(1e9) as $i (0; . + 1)",
        "reduce range(0;30) as $i (\"a\"; . + .)",
        "reduce range(0;60) as $i ([1]; . + .)",
        "reduce range(60) as $i ([1]; [., .])",
        "reduce range(60) as $i ([1]; [., .]) | tojson",
        "reduce range(60) as $i ([1]; [., .]) | . == (reduce range(60) as $i ([1]; [., .]))",
        "reduce range(60) as $i ([1]; [., .]) | flatten",
        "reduce range(60) as $i ([1]; [., .]) | [..] | length",
        "reduce range(60) as $i ([1]; [., .]) | walk(.)",
        "reduce range(60) as $i ([1]; [., .]) | contains([2])",
        "reduce range(60) as $i ([1]; [., .]) | @json \"x\\(.)\"",
        "reduce range(60) as $i ([1]; [., .]) | [paths]",
        "reduce range(60) as $i ([1]; [., .]) | [., .] | sort",
        "reduce range(60) as $i ({\"a\":1}; {a: ., b: .}) * (reduce range(60) as $i ({\"a\":1}; {a: ., b: .}))",
        "reduce range(1e5) as $i (null; [.])",
        "reduce range(1e5) as $i (null; [.]) | tojson",
        "setpath([1e9]; 1)",
        ".[1e9] = 1",
        ".a[5e8] |= 1",
        "def f: f; f",
        "def f: f | f; f",
        "def f: [f]; f",
        "def f(n): if n > 30 then 1 else f(n + 1), f(n + 1) end; [f(0)]",
        "def f($n): if $n > 30 then 1 else f($n + 1), f($n + 1) end; [f(0)]",
        "def f(g): f(g | g); f(.)",
        "1 | until(false; . + 1)",
        "[1] | until(false; . + .)",
        "1 | [recurse(. + 1)]",
        "[recurse(1, 2)] ",
        "[limit(1e9; repeat(1))]",
        "last(repeat(1))",
        "[1 | while(true; . + 1)]",
        "\"x\" * 1e9",
        "\"x\" * 1e300",
        "(\"x\" * 8000000) as $x | [range(100) | $x + \"y\"]",
        "(\"x\" * 8000000) as $x | \"\\($x)\\($x)\\($x)\"",
        "[range(100000)] | map(\"x\" * 1000)",
        "[range(100000)] | map({a: ., b: [.]})",
        "\"x\" * 1000000 | [splits(\"\")] | length",
        "\"x\" * 100000 | gsub(\"x\"; \"y\" * 1000)",
        "\"ab\" * 100000 | gsub(\"(?<l>[a-z])\"; \"\\(.l)\", \"-\")",
        "\"AAAA\" * 2000000 | @base64d | @base64 | @base64",
        "\"x\" * 8000000 | @uri",
        "\"<\" * 8000000 | @html",
        "\"[\" * 1000000 | fromjson",
        "\"[0,\" + (\"0,\" * 3000000) + \"0]\" | fromjson",
        "\"x\" * 8000000 | explode",
        "\"a\" * 30 | test(\"^(a+)+$\") | range(1e9) | empty",
        "\"a\" * 10000 + \"b\" | test(\"(x+x+)+y\" * 300)",
        "\"a\" * 1000000 | test(\"((a{30}){30}){30}\")",
        "[\"a\" * 1000 | range(1e6) as $i | test(\"(a|aa)+$\")]",
        "[range(3000)] | [combinations(3)]",
        "[[range(1000)], [range(1000)], [range(1000)]] | [combinations]",
        "[range(1000)] | [.[] as $a | .[] as $b | .[] as $c | [$a, $b, $c]]",
        "[range(30000)] | . - map(. + 0.5) | [.[] as $a | index($a)]",
        "{} | [range(1e6) as $i | .[\"k\\($i)\"] = $i]",
        "reduce range(1e6) as $i ({}; . + {\"k\\($i)\": $i})",
        "[range(100000)] | map([range(1000)])",
        "[range(100000)] | del(.[])",
        "getpath([range(1e6) | \"a\"])",
        "path(def f: .a | f; f)",
        "[range(1e5)] | transpose",
        "[range(2000)] | [range(2000)] as $x | [.[] | [., $x]] | sort | unique | group_by(.) | tojson",
        "first(range(1e9) | select(. < 0))",
        "any(range(1e9); false)",
        "label $out | foreach range(1e9) as $i (0; . + 1; if . < 0 then break $out else empty end)",
        "try (def f: f; f) catch \"caught\"",
        "[range(1e9)]? // 1",
        "[.[]?, (range(1e8) | tostring)] | join(\",\")",
        "\"x\" * 5000000 | [., .] | join(\",\")",
        "[range(50000) | \"x\" * 500] | add",
        "[range(10)] | [limit(1e9; .[] as $i | repeat($i))]",
        "\"\\(\"\\(\"\\(\"x\" * 3000000)\" * 3)\" * 3)",
        "[range(1e6)] | tostream",
        "INDEX(range(1e6); .)",
        "[splits(\"a\"; \"g\")]  , (range(1e9) | empty)"
      })
  void a_bomb_ends_within_a_second(String bomb) {
    Json input = bomb.contains("splits(\"a\"; \"g\")") ? Json.of(1) : Json.NULL;
    // Processor time: the promise is about the work that a bomb causes, and others use the machine.
    long start = cpu();
    Evaluation result = jq.evaluate(bomb, input, Map.of());
    Duration took = Duration.ofNanos(cpu() - start);
    assertThat(took).as("%s gave %s", bomb, text(result)).isLessThan(MOST);
    if (result instanceof Evaluation.Failed(String reason)) {
      assertThat(reason).contains("failed: ").hasSizeLessThan(1_300);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[range(1e9)]",
        "reduce range(0;60) as $i ([1]; . + .)",
        "reduce range(0;30) as $i (\"a\"; . + .)",
        "(\"x\" * 8000000) as $x | [range(100) | $x + \"y\"]",
        "(\"x\" * 8000000) as $x | \"\\($x)\\($x)\\($x)\"",
        "[range(100000)] | map({a: ., b: [.]})",
        "\"x\" * 8000000 | @uri",
        "\"<\" * 8000000 | @html",
        "\"[0,\" + (\"0,\" * 3000000) + \"0]\" | fromjson",
        "\"x\" * 8000000 | explode",
        "\"a\" * 1000000 | test(\"((a{30}){30}){30}\")",
        "[.[]?, (range(1e8) | tostring)] | join(\",\")",
        "[1 | while(true; . + 1)]",
        "reduce range(1e6) as $i ({}; . + {\"k\\($i)\": $i})"
      })
  void a_bomb_holds_little_memory(String bomb) {
    try (var heap = new Heap()) {
      jq.evaluate(bomb, Json.NULL, Map.of());
      assertThat(heap.growth()).isLessThan(MOST_BYTES);
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[range(1e9)]",
        "def f: f; f",
        "\"x\" * 1e9",
        "setpath([1e9]; 1)",
        "reduce range(0;30) as $i (\"a\"; . + .)",
        "try (def f: f; f) catch \"caught\"",
        "[range(1e9)]? // 1",
        "reduce range(60) as $i ([1]; [., .])"
      })
  void a_limit_is_an_error_that_no_try_catches(String bomb) {
    assertThat(jq.evaluate(bomb, Json.NULL, Map.of())).isInstanceOf(Evaluation.Failed.class);
  }

  @Test
  void a_catastrophic_pattern_is_linear() {
    Json text = Json.of("a".repeat(10_000) + "b");
    // The best of some, because this looks at the pattern and not at who else uses the machine.
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = cpu();
      assertThat(jq.evaluate("test(\"^(a+)+$\")", text, Map.of()))
          .isEqualTo(new Evaluation.Value(Json.of(false)));
      best = Math.min(best, cpu() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void long_and_deep_expressions_are_refused_when_they_are_compiled() {
    assertThat(jq.complaint("." + "|.".repeat(5_001), List.of()))
        .hasValueSatisfying(c -> assertThat(c).contains("10,000"));
    for (String open : new String[] {"(", "[", "{a:", "-", "try ", "if ", ".[", "\"\\(", "1+("}) {
      String deep = open.repeat(10_000 / open.length());
      assertThat(jq.complaint(deep, List.of())).as(open).isPresent();
    }
    for (String chain : new String[] {"|.", ",.", "+1", "*1", "//1", " and 1", ".a", "[0]", "?"}) {
      String wide = "." + chain.repeat(9_000 / chain.length());
      assertThat(jq.evaluate(wide, Json.NULL, Map.of())).as(chain).isNotNull();
    }
  }

  @Test
  void an_evaluation_on_another_thread_goes_on_meanwhile() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong done = new AtomicLong();
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              while (!stop.get()) {
                assertThat(jq.evaluate(".a + 1", Json.parse("{\"a\":1}"), Map.of()))
                    .isEqualTo(new Evaluation.Value(Json.of(2)));
                done.incrementAndGet();
              }
            });
    for (int i = 0; i < 5; i++) {
      jq.evaluate("last(range(0;1e8))", Json.NULL, Map.of());
    }
    stop.set(true);
    other.join();
    assertThat(done.get()).isGreaterThan(100);
  }

  @Test
  void a_small_stack_gives_the_same_reason_as_a_big_one() throws InterruptedException {
    String[] reasons = new String[2];
    long[] stacks = {256 << 10, 64 << 20};
    for (int i = 0; i < 2; i++) {
      int at = i;
      Thread thread =
          new Thread(
              null,
              () -> reasons[at] = text(jq.evaluate("def f: 1 + (f | f); f", Json.NULL, Map.of())),
              "stack",
              stacks[i]);
      thread.start();
      thread.join();
    }
    assertThat(reasons[0]).isEqualTo(reasons[1]).contains("too deep");
  }

  private static String text(Evaluation evaluation) {
    String text = evaluation.toString();
    return text.substring(0, Math.min(300, text.length()));
  }

  /** Looks at how much of the heap is in use while something runs. */
  private static final class Heap implements AutoCloseable {
    private final long before;
    private final AtomicLong most = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread watcher;

    private Heap() {
      System.gc();
      before = live();
      watcher =
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  // What survives a collection is held; what a collection frees is only used.
                  System.gc();
                  most.accumulateAndGet(live(), Math::max);
                  LockSupport.parkNanos(10_000_000);
                }
              });
    }

    private static long live() {
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory();
    }

    long growth() {
      return most.get() - before;
    }

    @Override
    public void close() {
      stop.set(true);
      try {
        watcher.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
