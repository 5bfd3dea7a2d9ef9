package dev.fermata.adapter.process;

import static dev.fermata.adapter.process.Agents.EACH;
import static dev.fermata.adapter.process.Agents.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise behind every reply: what is said not to have happened has not happened. */
@Timeout(30)
class ProcessPromiseTest {
  private static final int CALLS = 300;

  @TempDir private Path folder;

  @Test
  void whatever_crashes_no_request_is_done_twice_or_denied() throws Exception {
    List<FutureTask<Reply>> calls = new ArrayList<>();
    try (var agents = new Agents(folder, Agents.quick())) {
      // Notes what it does, and crashes at every seventh request, before or after the answer.
      var endpoint =
          agents.script(
              "count=0\n"
                  + EACH
                  + """
                  n=${line#*\\"input\\":}; n=${n%%,*}; echo $n >> done; count=$((count+1))
                  [ $count -eq 7 ] && [ $((n%2)) -eq 0 ] && exit 1
                  printf '{"id":"%s","output":%s}\\n' "$id" "$n"
                  [ $count -eq 7 ] && exit 1
                  done
                  """);
      for (int i = 0; i < CALLS; i++) {
        // Some give up early, so that withdrawing races with sending.
        var patience = Duration.ofMillis(i % 3 == 0 ? 1 + i % 40 : 15_000);
        calls.add(agents.calling(endpoint, Json.of(i), patience, LIMITS));
      }
      for (FutureTask<Reply> each : calls) {
        each.get();
      }
    }
    List<String> done = Files.readAllLines(folder.resolve("done"));
    assertThat(done).doesNotHaveDuplicates();
    var seen = new HashSet<>(done);
    int answered = 0;
    for (int i = 0; i < CALLS; i++) {
      String number = Integer.toString(i);
      switch (calls.get(i).get()) {
        case Reply.Answered(Json output, Json _, var _) -> {
          answered++;
          assertThat(output).isEqualTo(Json.of(i));
          assertThat(seen).contains(number);
        }
        case Reply.NotCalled _ -> assertThat(seen).doesNotContain(number);
        case Reply.Lost _ -> {} // May be either.
        case Reply.Rejected rejected -> throw new AssertionError(rejected);
      }
    }
    assertThat(answered).isGreaterThan(CALLS / 4);
  }

  @Test
  void closing_leaves_no_thread_behind() {
    var agents = new Agents(folder, Agents.quick());
    for (String ending : List.of("exit 0", "exit 1", "sleep 300", "exec >&-; sleep 300")) {
      agents.call(agents.script("read -r line; " + ending), Duration.ofMillis(200));
    }
    agents.close();
    await()
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().startsWith("fermata-scorer")));
  }
}
