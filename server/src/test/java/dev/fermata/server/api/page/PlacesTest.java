package dev.fermata.server.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Principal;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where things stand on the pages, and where they lead. */
class PlacesTest {
  private static final SignedIn ANA =
      new SignedIn(
          new Principal.Human(new PersonId("ana"), Set.of(), Set.of()),
          "token",
          Optional.of(Instant.EPOCH),
          "csrf");

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"')).view();
  }

  @Test
  void a_run_that_waits_leads_to_its_task_and_rather_to_ones_own() {
    JsonNode tasks =
        json(
            "[{'id':'r1-1','run':'r1','mine':false},{'id':'r1-2','run':'r1','mine':true},"
                + "{'id':'r1-3','run':'r1','mine':false}]");
    JsonNode runs =
        json(
            "[{'id':'r1','status':'waiting','started':'2026-11-21T12:00:00Z'},"
                + "{'id':'r2','status':'completed','started':'2026-11-21T12:00:00Z'}]");
    String page = HomePage.of(ANA, json("{}"), tasks, runs);
    assertThat(page).contains("<a href=\"/tasks/r1-2\"><code>r1</code></a>");
    assertThat(page).contains("<td><code>r2</code>");
  }

  @Test
  void the_answers_stand_beside_long_evidence_but_below_a_call_that_is_to_be_read() {
    String task =
        "{'id':'r1-1','kind':'%s','state':'open','mine':true,'team':'risk','digest':'d',"
            + "'opened':'2026-11-21T12:00:00Z','brief':{'question':'Which?','otherwise':'it waits',"
            + "'answers':{'go':'It goes on.'},'show':{'target':'bank.pay','arguments':{}},"
            + "'proposals':[{'member':'x','output':1}]},'approval':{'requesters':[]}}";
    String conflict = TaskPage.of(ANA, json(task.formatted("conflict")), "id");
    assertThat(conflict).contains("<a href=\"#decide\">", "<div class=\"beside\">");
    assertThat(conflict.indexOf("class=\"beside\"")).isLessThan(conflict.indexOf("id=\"decide\""));
    assertThat(TaskPage.of(ANA, json(task.formatted("approve")), "id"))
        .doesNotContain("class=\"beside\"");
  }
}
