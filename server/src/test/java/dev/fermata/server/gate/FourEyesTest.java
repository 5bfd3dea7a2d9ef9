package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who wants something does not approve it, by whatever name they come.
 *
 * <p>S15 of docs/internals/security-tests.md.
 */
class FourEyesTest {
  private static Till till;
  private long before;

  @BeforeAll
  static void open() throws IOException {
    till = new Till();
    till.account("ana-admin", "ana");
    till.account("ben-2", "ben");
    till.account("ben-3", "ben-2");
  }

  @AfterAll
  static void close() throws InterruptedException {
    till.close();
  }

  @BeforeEach
  void count() {
    before = till.bought();
  }

  private static void refused(Answer answer, int status, String kind) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("type").asText()).endsWith(kind);
  }

  /** Nothing has left; somebody else agrees, and it does. */
  private void letsGo(JsonNode task, String... others) {
    assertThat(till.status(task)).isEqualTo("waiting");
    assertThat(till.bought()).isEqualTo(before);
    for (String other : others) {
      assertThat(till.decide(other, task, "approve").status()).isEqualTo(200);
    }
    till.isBought(task);
    assertThat(till.bought()).isEqualTo(before + 1);
  }

  @Test
  void who_wants_it_does_not_approve_it() {
    till.asks("risk", 1, true);
    JsonNode task = till.wanted("ana", "own");
    refused(till.decide("ana", task, "approve"), 403, "self-approval");
    letsGo(task, "ben");
  }

  @Test
  void not_even_where_the_rule_asks_them_by_name() {
    till.asks("ana", 1, true);
    JsonNode task = till.wanted("ana", "by-name");
    refused(till.decide("ana", task, "approve"), 403, "self-approval");
    refused(till.decide("ben", task, "approve"), 403, "not-yours");
    assertThat(till.decide("ana", task, "reject").status()).isEqualTo(200);
    assertThat(till.bought()).isEqualTo(before);
  }

  @Test
  void nor_by_a_token_that_is_theirs() {
    till.asks("risk", 1, true);
    var wish = Json.object().put("name", "robot").put("days", 1).put("owner", "ana");
    wish.putArray("roles").add("operator");
    String robot = till.put("/tokens", wish).path("token").asText();
    JsonNode task = till.wanted(robot, "by-token");
    assertThat(task.at("/approval/requesters/0").asText()).isEqualTo("ana");
    refused(till.decide("ana", task, "approve"), 403, "self-approval");
    refused(till.decide(robot, task, "approve"), 403, "not-allowed");
    letsGo(task, "ben");
  }

  @Test
  void nor_by_another_account_of_theirs() {
    till.asks("risk", 1, true);
    JsonNode task = till.wanted("ana-admin", "by-account");
    refused(till.decide("ana", task, "approve"), 403, "self-approval");
    refused(till.decide("ana-admin", task, "approve"), 403, "self-approval");
    letsGo(task, "ben");
  }

  @Test
  void nor_after_they_edited_it() {
    till.asks("risk", 1, true);
    JsonNode task = till.wanted("cara", "edited");
    till.reads("ana", task);
    var edit = Json.object().put("answer", "edit").put("why", "another order");
    edit.put("digest", task.path("digest").asText());
    edit.putObject("data").put("order", "edited-by-ana");
    assertThat(till.decide("ana", task, edit).status()).isEqualTo(200);
    JsonNode anew = till.after(task);
    Answer late = till.decide("ben", task, "approve");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().path("detail").asText())
        .contains(anew.path("id").asText() + " is asked in its place")
        .contains("/order: \"edited\" is now \"edited-by-ana\"");
    refused(till.decide("ana", anew, "approve"), 403, "self-approval");
    refused(till.decide("ana-admin", anew, "approve"), 403, "self-approval");
    refused(till.decide("cara", anew, "approve"), 403, "self-approval");
    letsGo(anew, "ben");
  }

  @Test
  void two_who_must_agree_are_two_natural_persons() {
    till.asks("risk", 2, true);
    JsonNode task = till.wanted("ana", "two");
    assertThat(till.decide("ben", task, "approve").status()).isEqualTo(200);
    refused(till.decide("ben", task, "approve"), 409, "agreed-already");
    refused(till.decide("ben-2", task, "approve"), 409, "agreed-already");
    refused(till.decide("ben-3", task, "approve"), 409, "agreed-already");
    refused(till.decide("ana-admin", task, "approve"), 403, "self-approval");
    JsonNode votes = till.task(task.path("id").asText()).at("/approval/votes");
    assertThat(votes).hasSize(1);
    letsGo(task, "cara");
  }

  @Test
  void nobody_is_another_account_of_themselves() {
    String admin = till.server.admin();
    String change = Json.object().put("sameAs", "ben-3").toString();
    Answer circle = till.server.call("PATCH", "/api/v1/people/ben", admin, change);
    refused(circle, 409, "same-person");
    String unknown = Json.object().put("sameAs", "nobody").toString();
    Answer none = till.server.call("PATCH", "/api/v1/people/ben", admin, unknown);
    refused(none, 404, "not-found");
  }
}
