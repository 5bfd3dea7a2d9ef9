package dev.fermata.server.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.fact.RunSignal;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.scale.Site;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.testkit.model.Outside;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Those who answer what random workflows ask, over the API. Used by one thread. */
final class People implements AutoCloseable {
  /** Who is in which team; the reference knows the clerk by name, as answers carry it. */
  private static final Map<String, String> TEAMS = Map.of("clerks", "ana", "owners", "olaf");

  /** What a grave answer needs; a refusal for it would come again and again. */
  private static final Set<String> OWED = Set.of("reason-missing", "evidence-first", "blind-first");

  private final List<Server> people;
  private final Errands errands;

  /** Adds them to the roster of a site that is up. */
  People(Site site, Errands errands) {
    this.errands = errands;
    site.api().post("/teams", Json.object().put("team", "nobody"));
    people =
        TEAMS.entrySet().stream()
            .map(team -> site.approver(team.getValue(), team.getKey()))
            .toList();
  }

  /** Answers all that waits now; a server that is down is left for the next time. */
  void answer() {
    for (Server person : people) {
      try {
        for (JsonNode item : person.get("/tasks?mine=true&limit=500").path("items")) {
          decide(person, "/tasks/" + item.path("id").asText());
        }
      } catch (Trouble trouble) {
        if (trouble.exit() != Exit.UNREACHABLE && !trouble.passing()) {
          throw trouble;
        }
      }
    }
  }

  private void decide(Server person, String path) {
    JsonNode shown = person.get(path);
    Task task = task(Json.adopt(shown));
    Outside outside = errands.outside(task.run().value());
    Optional<RunSignal.Decide> decision = outside == null ? Optional.empty() : outside.answer(task);
    if (decision.isEmpty()) {
      return;
    }
    var body = Json.object().put("answer", decision.get().answer());
    body.put("id", "d-" + task.id().value() + "-" + decision.get().answer());
    body.set("data", decision.get().data().view());
    if (task.kind() == Task.Kind.IN_DOUBT) { // Elsewhere the reference knows of no reason.
      body.put("why", "the outside says so");
    }
    var opened = Json.object();
    shown
        .at("/brief/evidence")
        .forEach(e -> opened.withArray("evidence").add(e.path("id").asText()));
    try {
      if (!opened.isEmpty()) {
        person.post(path + "/opened", opened);
      }
      person.post(path + "/decide", body);
    } catch (Trouble trouble) {
      if (trouble.code().equals("not-needed")) {
        outside.notNeeded(task);
      } else if (trouble.exit() != Exit.CONFLICT || OWED.contains(trouble.code())) {
        throw trouble;
      }
    }
  }

  private static Task task(Json shown) {
    JsonNode tree = shown.view();
    String kind = tree.path("kind").asText().toUpperCase(Locale.ROOT).replace('-', '_');
    Json show = Json.adopt(tree.path("brief").path("show"));
    return new Task(
        new TaskId(tree.path("id").asText()),
        new RunId(tree.path("run").asText()),
        new Place(tree.path("place").asText()),
        show.text("key").map(key -> EffectKey.parse(key).ordinal()).orElse(""),
        Task.Kind.valueOf(kind),
        tree.path("team").asText(),
        new Brief("", Map.of(), show, Json.NULL, Optional.empty(), ""),
        Instant.parse(tree.path("opened").asText()),
        Optional.empty(),
        List.of(),
        new Task.State.Open(),
        Optional.empty());
  }

  @Override
  public void close() {
    people.forEach(Server::close);
  }
}
