package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Decisions that are forged on their way over HTTP: none counts, and the right one still does.
 *
 * <p>S14 of docs/internals/security-tests.md; the decider's own part is in testkit.
 */
@Tag("faults")
class ForgedDecisionsTest {
  private static final int TASKS = 10;

  /** How a request can be forged; the fields of a right one are given. */
  private interface Forgery {
    Answer send(Till till, JsonNode task, ObjectNode right, Random random);
  }

  private static final List<Forgery> WAYS =
      List.of(
          (till, task, right, random) -> till.decide("ben", task, right.put("digest", "")),
          (till, task, right, random) ->
              till.decide("ben", task, right.put("digest", digest(random))),
          (till, task, right, random) ->
              till.decide("ben", task, right.put("digest", task.at("/brief/show/digest").asText())),
          (till, task, right, random) -> {
            right.putObject("data").put("order", "another");
            return till.decide("ben", task, right.put("digest", digest(random)));
          },
          (till, task, right, random) -> {
            right.putObject("arguments").put("order", "another");
            return till.decide("ben", task, right);
          },
          (till, task, right, random) -> till.decide("ben", task, right.put("by", "cara")),
          (till, task, right, random) -> till.decide("ben", task, right.put("answer", "allow")),
          (till, task, right, random) -> till.decide("ana", task, right),
          // Of the same team and with leave to, but they have not opened what they would agree to.
          (till, task, right, random) -> till.decide("cara", task, right),
          (till, task, right, random) -> till.decide("ben", task, right.put("why", " ")),
          (till, task, right, random) -> till.decide(till.server.machine(), task, right),
          (till, task, right, random) -> till.decide(till.server.as(Role.VIEWER), task, right),
          (till, task, right, random) -> till.decide(till.server.as(Role.APPROVER), task, right),
          (till, task, right, random) -> till.decide("fmt_m-0123456789.x", task, right),
          (till, task, right, random) -> {
            String id = task.path("run").asText() + "-" + (50 + random.nextInt(50));
            return till.decide("ben", Json.object().put("id", id), right);
          });

  private static String digest(Random random) {
    return dev.fermata.value.Digest.of("guess " + random.nextLong()).value();
  }

  @Test
  void no_forged_request_lets_a_call_leave() throws Exception {
    try (var campaign = Campaign.of("S14", "forged decisions over HTTP");
        var till = new Till()) {
      till.asks("risk", 1, true);
      int each = Campaign.cases(130, 1_300) / TASKS;
      for (int i = 0; i < TASKS; i++) {
        JsonNode task = till.wanted("ana", "order-" + i);
        till.reads("ben", task);
        for (int j = 0; j < each; j++) {
          int way = j % WAYS.size();
          var random = new Random(31L * i + j);
          campaign.attempt(
              "seed=" + (31L * i + j) + " way " + way,
              () -> {
                ObjectNode right = Json.object().put("answer", "approve").put("why", "read it");
                right.put("digest", task.path("digest").asText());
                Answer answer = WAYS.get(way).send(till, task, right, random);
                assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
                return answer;
              });
        }
        int before = i;
        campaign.attempt(
            "task " + i,
            () -> {
              assertThat(till.status(task)).isEqualTo("waiting");
              assertThat(till.bought()).isEqualTo(before);
              assertThat(till.decide("ben", task, "approve").status()).isEqualTo(200);
              till.isBought(task);
              assertThat(till.decide("cara", task, "approve").status()).isEqualTo(409);
              return task;
            });
      }
      assertThat(till.bought()).isEqualTo(TASKS);
    }
  }
}
