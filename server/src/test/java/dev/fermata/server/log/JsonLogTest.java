package dev.fermata.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The log as JSON lines. */
class JsonLogTest {
  private static List<Json> lines(Consumer<Log> says) {
    var bytes = new ByteArrayOutputStream();
    Instant ten = Instant.parse("2026-11-23T10:00:00.123456Z");
    says.accept(new JsonLog(new PrintStream(bytes, true), Log.Level.INFO, () -> ten));
    return bytes.toString(StandardCharsets.UTF_8).lines().map(Json::parse).toList();
  }

  @Test
  void a_line_is_one_object() {
    assertThat(lines(log -> log.warn("store", "two\nlines \"quoted\"")))
        .containsExactly(
            Json.parse(
                """
                {"time": "2026-11-23T10:00:00.123Z", "level": "warn", "subject": "store",
                 "message": "two\\\\u000alines \\"quoted\\""}
                """));
  }

  @Test
  void a_line_about_a_run_names_it_and_its_trace() {
    Json line =
        lines(log -> log.about(Log.Level.ERROR, "engine", new RunId("r1"), "abc", "is parked"))
            .getFirst();
    assertThat(line.text("run")).contains("r1");
    assertThat(line.text("trace_id")).contains("abc");
  }

  @Test
  void what_does_not_matter_enough_is_left_out_and_so_is_a_secret() {
    assertThat(lines(log -> log.line(Log.Level.DEBUG, "http", "much"))).isEmpty();
    assertThat(lines(log -> log.info("http", "Bearer abcdefghijkl")).toString())
        .doesNotContain("abcdefghijkl");
  }
}
