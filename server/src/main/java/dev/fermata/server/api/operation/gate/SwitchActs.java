package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Kind;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kill switches: throwing and releasing them. */
public final class SwitchActs {
  private static final int REACH_CHARS = 300;

  private final Means means;
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act stop = change(HouseSignal.ThrowSwitch::new);
  public final Act release = change(HouseSignal.ReleaseSwitch::new);

  public SwitchActs(Means means) {
    this.means = means;
  }

  /** Makes the signal of what is wanted. */
  private interface Wish {
    HouseSignal of(Reach reach, String why, Principal by);
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().switches().values().stream()
        .sorted(Comparator.comparing(Switch::reach))
        .forEach(thrown -> items.add(shown(thrown)));
    return Reply.ok(tree);
  }

  private Act change(Wish wish) {
    return Act.of(
        Right.OPERATE,
        request -> {
          Body body = request.body("reach", "why");
          Reach reach = reach(body);
          String why = body.text("why", PolicyActs.WHY_CHARS);
          if (why.isBlank()) {
            throw Refusal.badRequest("'why' is missing; say why, for whoever looks at what waits");
          }
          means.tell(wish.of(reach, why, request.principal()));
          return list(request);
        });
  }

  private Reach reach(Body body) {
    String text = body.text("reach", REACH_CHARS);
    Reach reach = Reach.of(text).orElseThrow(() -> unreadable());
    if (means.engine().house().switches().containsKey(reach)) {
      return reach;
    }
    unknown(reach)
        .ifPresent(told -> {
          throw Refusal.notFound("reach", told);
        });
    return reach;
  }

  private static Refusal unreadable() {
    String kinds =
        Arrays.stream(Kind.values())
            .filter(kind -> kind != Kind.ALL)
            .map(kind -> kind.word() + ":NAME")
            .collect(Collectors.joining(", "));
    return Refusal.badRequest("'reach' is neither all nor one of " + kinds);
  }

  /** A switch for what is not there would stop nothing, and somebody would rely on it. */
  private Optional<String> unknown(Reach reach) {
    HouseState house = means.engine().house();
    String name = reach.name();
    Collection<String> known =
        switch (reach.kind()) {
          case ALL, OWNER -> List.of(name);
          case MODEL -> models(house);
          case AGENT -> house.roster().agents().keySet();
          case TOOL -> tool(house, name) ? List.of(name) : tools(house);
          case WORKFLOW ->
              house.workflows().keySet().stream()
                  .map(id -> id.namespace() + "/" + id.name())
                  .toList();
        };
    String hint = Nearest.hint(name, known);
    return known.contains(name)
        ? Optional.empty()
        : Optional.of("no " + reach.kind().word() + " is called '" + name + "'." + hint);
  }

  private static List<String> models(HouseState house) {
    return house.roster().agents().values().stream()
        .flatMap(agent ->
            agent.endpoint() instanceof Endpoint.Model model
                ? Stream.concat(Stream.of(model.service()), model.fallback().stream())
                : Stream.empty())
        .map(Endpoint.Service::model)
        .toList();
  }

  private static List<String> tools(HouseState house) {
    return house.roster().servers().values().stream()
        .flatMap(server ->
            Stream.concat(
                Stream.of(server.name()),
                server.tools().keySet().stream().map(tool -> server.name() + "." + tool)))
        .toList();
  }

  /** Calls of `http` reach hosts that nobody registers; what is nearly a tool is a typing error. */
  private static boolean tool(HouseState house, String name) {
    List<String> tools = tools(house);
    return tools.contains(name) || name.indexOf('.') > 0 && Nearest.hint(name, tools).isEmpty();
  }

  private static ObjectNode shown(Switch thrown) {
    return Json.object()
        .put("reach", thrown.reach().toString())
        .put("why", thrown.why())
        .put("by", thrown.by())
        .put("at", thrown.at().toString());
  }
}
