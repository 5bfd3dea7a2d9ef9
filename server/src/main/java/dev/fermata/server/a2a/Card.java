package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.workflow.Workflow;
import java.util.List;

/**
 * Who we are to others (specification, 4.4). Strangers get a card that says nothing of the house;
 * whoever has signed in gets one with the published workflows as skills.
 */
public final class Card {
  /** What all of this speaks. */
  public static final String VERSION = "1.0";

  /** A client that names it has a repeated message give the task that the first one made. */
  public static final String ONCE = "https://fermata.dev/a2a/once/v1";

  private static final String SCHEME = "token";

  private Card() {}

  /**
   * The card that everybody gets.
   *
   * @param base where this server is reached
   */
  public static Json open(String base, String version) {
    ObjectNode card = card(base, version);
    ObjectNode skill =
        card.putArray("skills")
            .addObject()
            .put("id", "workflows")
            .put("name", "Published workflows")
            .put(
                "description",
                "Runs the workflows that are published here; the extended card, for whoever has"
                    + " signed in, names each as a skill.");
    skill.putArray("tags").add("workflow");
    return Json.adopt(card);
  }

  /** The card for whoever has signed in. */
  public static Json extended(String base, String version, List<Workflow> workflows) {
    ObjectNode card = card(base, version);
    ArrayNode skills = card.putArray("skills");
    workflows.forEach(workflow -> skill(skills.addObject(), workflow));
    return Json.adopt(card);
  }

  private static ObjectNode card(String base, String version) {
    ObjectNode card =
        Json.object()
            .put("name", "Fermata")
            .put(
                "description",
                "Runs workflows of agents and people; a task that waits for a person requires"
                    + " input.");
    ArrayNode interfaces = card.putArray("supportedInterfaces");
    speaks(interfaces, base + Faulty.RPC, "JSONRPC");
    speaks(interfaces, base + Faulty.PATH, "HTTP+JSON");
    card.put("version", version);
    ObjectNode capabilities =
        card.putObject("capabilities")
            .put("streaming", true)
            .put("pushNotifications", true)
            .put("extendedAgentCard", true);
    capabilities
        .putArray("extensions")
        .addObject()
        .put("uri", ONCE)
        .put(
            "description",
            "A message sent again with the same messageId gets the task that the first one made.")
        .put("required", false);
    card.putObject("securitySchemes")
        .putObject(SCHEME)
        .putObject("httpAuthSecurityScheme")
        .put("scheme", "Bearer")
        .put("description", "A token of this server, as its admin makes it at /api/v1/tokens");
    card.putArray("securityRequirements")
        .addObject()
        .putObject("schemes")
        .putObject(SCHEME)
        .putArray("list");
    card.putArray("defaultInputModes").add("application/json").add("text/plain");
    card.putArray("defaultOutputModes").add("application/json").add("text/plain");
    return card;
  }

  private static void speaks(ArrayNode interfaces, String url, String binding) {
    interfaces
        .addObject()
        .put("url", url)
        .put("protocolBinding", binding)
        .put("protocolVersion", VERSION);
  }

  private static void skill(ObjectNode skill, Workflow workflow) {
    String name = workflow.id().namespace() + "/" + workflow.id().name();
    String title = workflow.title().isEmpty() ? workflow.id().name() : workflow.title();
    skill
        .put("id", name)
        .put("name", title)
        .put("description", workflow.summary().isEmpty() ? title : workflow.summary());
    skill.putArray("tags").add("workflow").add(workflow.id().namespace());
  }
}
