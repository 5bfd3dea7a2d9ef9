package dev.fermata.watch.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.RunId;
import dev.fermata.watch.map.ProcessMap;
import dev.fermata.watch.work.Work.Clocked;
import dev.fermata.watch.work.Work.Doer;
import dev.fermata.watch.work.Work.Fate;
import dev.fermata.watch.work.Work.Kind;
import dev.fermata.watch.work.Work.Phase;
import dev.fermata.watch.work.Work.Spent;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessMapTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");
  private static final RunId STRAIGHT = new RunId("a");
  private static final RunId ASKED = new RunId("b");

  @Test
  void boxes_stand_in_the_order_in_which_runs_come_to_them() {
    var straight = List.of(agent(STRAIGHT, "read", 0), agent(STRAIGHT, "write", 2));
    var asked = List.of(agent(ASKED, "read", 0), task(ASKED, "ask", 2), agent(ASKED, "write", 4));
    ProcessMap map =
        ProcessMap.of(
            Map.of(STRAIGHT, ran(STRAIGHT), ASKED, ran(ASKED)),
            Map.of(STRAIGHT, straight, ASKED, asked));
    assertThat(map.nodes())
        .extracting(ProcessMap.Node::step)
        .containsExactly("", "read", "ask", "write", "");
    assertThat(map.edges())
        .extracting(each -> each.from() + " > " + each.to() + " " + each.count())
        .containsExactlyInAnyOrder(
            "start > read · r 2",
            "read · r > write · r 1",
            "read · r > ask · clerks 1",
            "ask · clerks > write · r 1",
            "write · r > end 2");
  }

  /**
   * Those who were asked took so long that, by the clock, what comes after them seems to be
   * earlier.
   */
  @Test
  void a_long_wait_on_one_way_does_not_turn_another_around() {
    var straight = List.of(agent(STRAIGHT, "read", 0), agent(STRAIGHT, "write", 1));
    var asked =
        List.of(
            agent(ASKED, "read", 0),
            task(ASKED, "ask", 1),
            agent(ASKED, "book", 90),
            agent(ASKED, "write", 91));
    ProcessMap map =
        ProcessMap.of(
            Map.of(STRAIGHT, ran(STRAIGHT), ASKED, ran(ASKED)),
            Map.of(STRAIGHT, straight, ASKED, asked));
    assertThat(map.nodes())
        .extracting(ProcessMap.Node::step)
        .containsExactly("", "read", "ask", "book", "write", "");
  }

  private static Ran ran(RunId id) {
    var draft = new Ran.Draft(Ran.begin(id, new WorkflowId("a", "b", "1.0.0"), "", START));
    draft.ended = Optional.of(START.plusSeconds(9));
    draft.result = "completed";
    return draft.ran();
  }

  private static Work agent(RunId run, String step, int second) {
    return work(run, step, second, new Doer(Kind.AGENT, "r", "1", ""));
  }

  private static Work task(RunId run, String step, int second) {
    return work(run, step, second, new Doer(Kind.TASK, "ana", "human", "").of("clerks"));
  }

  private static Work work(RunId run, String step, int second, Doer doer) {
    Instant began = START.plusSeconds(second);
    Clocked time = Clocked.begin(Phase.WORK, began).to(Phase.OVER, began.plusSeconds(1));
    return new Work(run, step, step, doer, time, Spent.NONE, Fate.OPEN);
  }
}
