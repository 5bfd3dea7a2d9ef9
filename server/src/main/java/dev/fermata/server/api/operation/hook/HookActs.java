package dev.fermata.server.api.operation.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseFact.HookAdded;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Hook;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.label.Classification;
import dev.fermata.workflow.Workflow;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Hooks: adding, rotating and removing them. Their secret is shown once and stored nowhere. */
public final class HookActs {
  private static final int WORKFLOW_CHARS = 400;

  private final Means means;
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act add = Act.of(Right.ADMINISTER, this::add);
  public final Act rotate = Act.of(Right.ADMINISTER, this::rotate);
  public final Act remove = Act.of(Right.ADMINISTER, this::remove);

  public HookActs(Means means) {
    this.means = means;
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    new TreeMap<>(means.engine().house().hooks())
        .values()
        .forEach(added -> items.add(shown(added)));
    return Reply.ok(tree);
  }

  private ObjectNode shown(HookAdded added) {
    Hook hook = added.hook();
    ObjectNode tree = Json.object().put("name", hook.name()).put("workflow", hook.workflow());
    var labels = tree.putArray("labels");
    hook.labels().stream().sorted().map(Classification::word).forEach(labels::add);
    boolean usable = means.access().hooks().filter(h -> h.key().made(hook.id())).isPresent();
    return tree.put("usable", usable)
        .put("why", added.why())
        .put("by", added.by())
        .put("at", added.at().toString());
  }

  private Reply add(Request request) {
    Body body = request.body("name", "workflow", "labels", "why");
    String workflow = body.need("workflow");
    if (workflow.length() > WORKFLOW_CHARS) {
      throw Refusal.badRequest("'workflow' has over " + WORKFLOW_CHARS + " characters");
    }
    var hook =
        new Hook(body.name("name"), workflow, labels(body), newId(), request.principal().natural());
    Optional<Workflow> starts =
        means
            .engine()
            .house()
            .find(workflow)
            .flatMap(published -> means.engine().definition(published.digest()));
    means.tell(new HouseSignal.AddHook(hook, starts, Means.why(body, false), request.principal()));
    return Reply.created(withSecret(hook.name()));
  }

  private static Set<Classification> labels(Body body) {
    Set<Classification> labels = EnumSet.noneOf(Classification.class);
    for (String word : body.names("labels")) {
      labels.add(
          Classification.of(word)
              .orElseThrow(() ->
                  Refusal.badRequest(
                      "'labels' has a word that is no class of data; they are "
                          + String.join(", ", Classification.WORDS))));
    }
    return labels;
  }

  private String newId() {
    return access().key().id(means.surroundings().chance());
  }

  private Means.Hooks access() {
    return means
        .access()
        .hooks()
        .orElseThrow(() ->
            Refusal.conflict(
                "no-hook-key",
                "This server has no key for hooks",
                "it was started without a folder of its user, where the key is kept"));
  }

  private ObjectNode withSecret(String name) {
    HookAdded added = means.engine().house().hooks().get(name);
    if (added == null) {
      throw Refusal.notFound("hook", "somebody removed it at the same time");
    }
    return shown(added)
        .put("path", "/hooks/" + name)
        .put("secret", access().key().secret(added.hook().id()).reveal());
  }

  private Reply rotate(Request request) {
    String name = request.name("hook");
    String why = Means.why(request.body("why"), false);
    means.tell(new HouseSignal.RotateHook(name, newId(), why, request.principal()));
    return Reply.ok(withSecret(name));
  }

  private Reply remove(Request request) {
    String why = Means.why(request.body("why"), true);
    means.tell(new HouseSignal.RemoveHook(request.name("hook"), why, request.principal()));
    return Reply.nothing();
  }
}
