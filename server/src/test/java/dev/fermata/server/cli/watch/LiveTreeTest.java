package dev.fermata.server.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tree of a run, as it is drawn. */
class LiveTreeTest {
  private static final JsonNode RUN =
      Json.parse(
              """
              {"run": "r1", "workflow": "lending/loans@1", "started": "2026-11-22T12:00:00Z",
               "now": "2026-11-22T12:05:00Z", "status": "waiting", "cost": {"amount": "0.2", "currency": "EUR"},
               "rows": [
                 {"label": "assess", "depth": 0, "state": "waiting", "attempt": 1, "from": "2026-11-22T12:00:00Z",
                  "tasks": ["r1-1"]},
                 {"label": "score", "depth": 1, "state": "done", "attempt": 2, "from": "2026-11-22T12:00:00Z",
                  "to": "2026-11-22T12:00:01.5Z", "cost": {"amount": "0.2", "currency": "EUR"}, "tasks": []},
                 {"label": "book", "depth": 0, "state": "planned", "attempt": 0, "usually": 12000, "tasks": []}]}
              """)
          .view();

  @Test
  void each_step_has_its_state_in_a_sign_and_a_word_with_time_and_cost() {
    List<String> lines = LiveTree.lines(RUN, 40, 120);
    assertThat(lines.get(0)).isEqualTo("r1  lending/loans@1  waiting, 5 min  EUR 0.2");
    assertThat(lines.get(1)).startsWith("◖ assess").contains("waiting", "5 min", "r1-1");
    assertThat(lines.get(2)).startsWith("✓   score").contains("done", "1.5 s", "EUR 0.2", "attempt 2");
    assertThat(lines.get(3)).startsWith("· book").contains("planned", "~12 s");
  }

  @Test
  void it_never_takes_more_room_than_there_is() {
    ObjectNode many = RUN.deepCopy();
    for (int i = 0; i < 500; i++) many.withArray("/rows").add(RUN.at("/rows/1"));
    List<String> lines = LiveTree.lines(many, 20, 30);
    assertThat(lines).hasSizeLessThanOrEqualTo(20).allMatch(line -> line.length() <= 30);
    assertThat(lines.get(1)).contains("steps before");
  }

  @Test
  void what_others_wrote_does_nothing_to_the_terminal() {
    ObjectNode bad = RUN.deepCopy();
    ((ObjectNode) bad.at("/rows/0")).put("label", "pay\u001b[2Jnow");
    assertThat(LiveTree.lines(bad, 40, 120)).noneMatch(line -> line.contains("\u001b"));
  }
}
