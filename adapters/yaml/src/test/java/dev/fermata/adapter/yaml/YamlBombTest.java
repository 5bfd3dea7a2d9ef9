package dev.fermata.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document.Parsed;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are only written to keep a parser busy end at once, with a complaint. */
class YamlBombTest {
  private static final Duration TIME_LIMIT = Duration.ofMillis(100);
  private static final long ALLOCATION_LIMIT = 64L << 20;

  static Stream<Arguments> bombs() {
    int many = 100_000;
    return Stream.of(
        Arguments.of("lists in lists", "[".repeat(many), "nests deeper"),
        Arguments.of("objects in objects", "{a: ".repeat(many), "nests deeper"),
        Arguments.of("lists in lists, closed", "[".repeat(many) + "]".repeat(many), "nests deeper"),
        Arguments.of("dashes", "- ".repeat(many) + "a", "nests deeper"),
        Arguments.of("question marks", "? ".repeat(many) + "a", "cannot be a key"),
        Arguments.of("indented keys", indented(1_000), "nests deeper"),
        Arguments.of("billion laughs", laughs(), "anchors such as"),
        Arguments.of("forty-nine aliases", "a: &a [x]\n" + "b: *a\n".repeat(49), "anchors such as"),
        Arguments.of("fifty megabytes", "a: " + "x".repeat(50 << 20), "larger than"),
        Arguments.of(
            "many empty lists", "[" + "[],".repeat(300_000) + "]", "more than 20000 values"),
        Arguments.of("many numbers", "[" + "1,".repeat(500_000) + "]", "more than 20000 values"),
        Arguments.of("one key again and again", "a: 1\n".repeat(many), "key 'a' stands"),
        Arguments.of("many tags", "- !x a\n".repeat(many), "tags such as"),
        Arguments.of("many documents", "---\na\n".repeat(many), "second document"),
        Arguments.of("an open quote", "a: \"" + "x".repeat(1_000_000), "end of stream"),
        Arguments.of("an endless number", "a: " + "1".repeat(1_000_000), "more than 100 digits"),
        Arguments.of("an endless key", "k".repeat(1_000_000) + ": 1", "not allowed here"));
  }

  @BeforeAll
  static void warm_up() {
    for (int i = 0; i < 3; i++) {
      bombs().forEach(bomb -> new YamlParser().parse((String) bomb.get()[1]));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void a_bomb_ends_within_its_time_and_memory(String name, String source, String complaint) {
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytesBefore = thread.getCurrentThreadAllocatedBytes();
    Parsed parsed = new YamlParser().parse(source);
    long allocated = thread.getCurrentThreadAllocatedBytes() - bytesBefore;

    assertThat(parsed).isInstanceOf(Parsed.Broken.class);
    List<Complaint> complaints = ((Parsed.Broken) parsed).complaints();
    assertThat(complaints).hasSizeBetween(1, 20);
    assertThat(complaints.getFirst().message()).contains(complaint).hasSizeLessThan(300);
    assertThat(quickestOfThree(thread, source)).isLessThan(TIME_LIMIT);
    assertThat(allocated).isLessThan(ALLOCATION_LIMIT);
  }

  /** Time of the processor, and the least of three, so that a busy machine fails nobody. */
  private static Duration quickestOfThree(ThreadMXBean thread, String source) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = thread.getCurrentThreadCpuTime();
      new YamlParser().parse(source);
      least = Math.min(least, thread.getCurrentThreadCpuTime() - start);
    }
    return Duration.ofNanos(least);
  }

  private static String indented(int levels) {
    var out = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      out.append(" ".repeat(i)).append("a:\n");
    }
    return out.toString();
  }

  private static String laughs() {
    var out = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 10; i++) {
      out.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    return out.toString();
  }
}
