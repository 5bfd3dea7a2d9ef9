package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fermata.adapter.cel.Cel;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules.Finding;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules that would run for ever, or fill the memory, end soon and with a reason. */
@Tag("faults")
class CelBombsTest {
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final long MOST_BYTES = 256L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Reading HOSTILE = hostile();

  /** By what they try; each looks at lists of 5,000 numbers and a text of a million characters. */
  private static Map<String, String> bombs() {
    String list = "effect.arguments.list";
    String text = "effect.arguments.text";
    var bombs = new LinkedHashMap<String, String>();
    bombs.put("nested loops", list + ".all(a, " + list + ".all(b, a + b >= 0))");
    bombs.put("five loops", nested(5, "[1,2,3,4,5,6,7,8,9,10]", "a0 + a4 > 0"));
    bombs.put("nested maps", list + ".map(a, " + list + ".map(b, a + b)).size() > 0");
    bombs.put("a list of lists", nestedMaps(8) + ".size() > 0");
    bombs.put("filter", list + ".filter(a, " + list + ".filter(b, b > a).size() > 0).size() > 0");
    bombs.put("exists one", list + ".exists_one(a, " + list + ".exists_one(b, a == b))");
    bombs.put("in a list", list + ".all(a, a in " + list + ")");
    bombs.put("equal trees", list + ".all(a, effect.arguments == effect.arguments)");
    bombs.put("equal texts", list + ".all(a, " + text + " == " + text + " || true)");
    bombs.put("long text", list + ".map(a, " + text + " + " + text + ").size() > 0");
    bombs.put("a text bound", "[" + text + "].all(t, " + list + ".all(a, t + t != ''))");
    bombs.put("a sum of texts", "[" + text + "].all(t, (" + "t + ".repeat(40) + "t) != '')");
    bombs.put("contains", list + ".all(a, !" + text + ".contains('b' + string(a)))");
    bombs.put("matches in a loop", list + ".all(a, !" + text + ".matches('a*b'))");
    bombs.put("backtracking", text + ".matches('^(a+)+$')");
    bombs.put("alternatives", text + ".matches('^(a|aa|aaa|aaaa)*b$')");
    bombs.put("repeats", "'a'.matches('((((a{1,50}){1,50}){1,50}){1,50})')");
    bombs.put("a long repeat", "'a'.matches('(a{1000}){1000}')");
    bombs.put("repeats of nothing", "'a'.matches('((((){1000}){1000}){1000}){1000}')");
    bombs.put("repeats side by side", "'a'.matches('" + "a{999}".repeat(160) + "')");
    bombs.put("many classes", "'a'.matches('(\\\\pL\\\\pN\\\\pS){1,300}')");
    bombs.put("an expression from outside", "'a'.matches(effect.arguments.pattern)");
    bombs.put("nested brackets outside", "'a'.matches(effect.arguments.brackets)");
    bombs.put("absorbed errors", list + ".exists(a, " + "a > '' || ".repeat(100) + "false)");
    bombs.put("missing fields", list + ".exists(a, " + "a.b == 1 || ".repeat(100) + "false)");
    bombs.put("errors after the limit", errorsAfter(text));
    bombs.put("negations", "!".repeat(3_000) + "true");
    bombs.put("brackets", "(".repeat(1_000) + "true" + ")".repeat(1_000));
    bombs.put("lists in lists", "[".repeat(1_500) + "]".repeat(1_500) + " == []");
    bombs.put("conditions", "true ? true : ".repeat(250) + "true");
    bombs.put("a chain of fields", "effect.arguments" + ".a".repeat(1_900) + " == 1");
    bombs.put("a long rule", "true || ".repeat(1_000_000) + "true");
    bombs.put("broken brackets", "((((".repeat(900));
    bombs.put("broken words", "a b ".repeat(900));
    bombs.put("broken text", "'" + "\\".repeat(3_000));
    bombs.put("macros in macros", "[1].all(".repeat(300) + "x");
    bombs.put("a long sum", "1" + " + 1".repeat(900) + " > 0");
    bombs.put("a big number", "effect.arguments.huge > 1");
    bombs.put("bytes", list + ".all(a, bytes(" + text + ") != b'')");
    bombs.put("zones", list + ".all(a, timestamp(a).getHours(" + text + ") == 1)");
    bombs.put("times", list + ".all(a, timestamp(" + text + ") == timestamp(" + text + "))");
    return bombs;
  }

  @Test
  void a_bomb_ends_within_a_second_and_with_a_reason() {
    Cel cel = new Cel().warm();
    long slowest = 0;
    long most = 0;
    String heaviest = "";
    String longest = "";
    try (var campaign = Campaign.of("S29", "rules that never end")) {
      for (var bomb : bombs().entrySet()) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long began = THREADS.getCurrentThreadCpuTime();
        Finding finding = cel.evaluate(bomb.getValue(), HOSTILE);
        long took = THREADS.getCurrentThreadCpuTime() - began;
        long used = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        longest = took > slowest ? bomb.getKey() : longest;
        heaviest = used > most ? bomb.getKey() : heaviest;
        slowest = Math.max(slowest, took);
        most = Math.max(most, used);
        campaign.attempt(
            bomb.getKey(),
            () -> {
              assertThat(Duration.ofNanos(took)).isLessThan(MOST);
              // All that was ever asked for, which is more than was held at any time.
              assertThat(used).isLessThan(MOST_BYTES);
              return assertThat(reason(finding)).hasSizeBetween(0, 310);
            });
      }
      campaign.figure("slowest ms", slowest / 1_000_000 + " (" + longest + ")");
      campaign.figure("most MiB asked for", (most >> 20) + " (" + heaviest + ")");
    }
  }

  private static String reason(Finding finding) {
    return finding instanceof Finding.Failed(var reason) ? reason : "";
  }

  private static String nested(int depth, String list, String body) {
    var text = new StringBuilder(body);
    for (int i = depth - 1; i >= 0; i--) {
      text.insert(0, list + ".all(a" + i + ", ").append(')');
    }
    return text.toString();
  }

  private static String nestedMaps(int depth) {
    String text = "[a0, a1, a2]";
    for (int i = depth - 1; i >= 0; i--) {
      text = "[1,2,3,4,5,6,7,8].map(a" + i + ", " + text + ")";
    }
    return text;
  }

  private static String errorsAfter(String text) {
    return (text + ".matches('a*b') || ").repeat(20) + "false";
  }

  private static Reading hostile() {
    var effect = Json.object().put("class", "read");
    var arguments = effect.putObject("arguments");
    var list = arguments.putArray("list");
    for (int i = 0; i < 5_000; i++) {
      list.add(i);
    }
    arguments.put("text", "a".repeat(1_000_000));
    arguments.put("pattern", "(a|b)*".repeat(10_000));
    arguments.put("brackets", "(".repeat(400) + "a" + ")".repeat(400));
    arguments.put("huge", new java.math.BigInteger("9".repeat(300)));
    return new Reading(Json.adopt(effect), Json.EMPTY, Json.EMPTY, Json.EMPTY);
  }
}
