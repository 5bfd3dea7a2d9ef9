package dev.fermata.watch.health;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.watch.health.HealthFinding.About;
import dev.fermata.watch.health.HealthFinding.Kind;
import dev.fermata.watch.health.HealthFinding.Sure;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What everything hangs on: steps that nothing catches, and one model or vendor behind all. */
public final class Dependence {
  /** How many steps one finding names. */
  private static final int NAMED = 6;

  private Dependence() {}

  /**
   * @param workflows the latest version of each
   */
  public static List<HealthFinding> of(Collection<Agent> agents, Collection<Workflow> workflows) {
    List<HealthFinding> found = new ArrayList<>();
    workflows.stream()
        .sorted(Comparator.comparing(w -> w.id().toString()))
        .forEach(workflow -> workflow(workflow, agents).ifPresent(found::add));
    vendor(agents).ifPresent(found::add);
    return found;
  }

  /** A published workflow that this version of Fermata cannot read. */
  public static HealthFinding unreadable(WorkflowId workflow) {
    String name = workflow.namespace() + "/" + workflow.name();
    return new HealthFinding(
        Kind.UNREADABLE.word() + ":workflow:" + name,
        Kind.UNREADABLE,
        new About("workflow", name),
        workflow + " can no longer be read: its runs cannot go on",
        Optional.empty(),
        Sure.FACT,
        List.of(),
        "fermata workflow show " + workflow + "    # mend it, and publish a new version");
  }

  private static Optional<HealthFinding> workflow(Workflow workflow, Collection<Agent> agents) {
    List<String> bare =
        workflow.steps().values().stream()
            .filter(step -> alone(step, agents) && !caught(step, workflow))
            .sorted(Comparator.comparing(step -> step.id().pointer()))
            .map(step -> "'" + step.head().name() + "'")
            .toList();
    if (bare.isEmpty()) {
      return Optional.empty();
    }
    String name = workflow.id().namespace() + "/" + workflow.id().name();
    String steps = bare.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = bare.size() > NAMED ? " and " + (bare.size() - NAMED) + " more" : "";
    return Optional.of(
        new HealthFinding(
            Kind.NO_FALLBACK.word() + ":workflow:" + name,
            Kind.NO_FALLBACK,
            new About("workflow", name),
            name
                + ": "
                + steps
                + more
                + (bare.size() == 1 ? " has" : " have")
                + " no other way if a call fails",
            Optional.empty(),
            Sure.FACT,
            List.of(),
            "fermata workflow show "
                + workflow.id()
                + "    # put a 'try' around, or ask for a skill"));
  }

  /** Whether one alone can do it: skills and panels have others, a model may have a second. */
  private static boolean alone(Step step, Collection<Agent> agents) {
    return switch (step) {
      case Step.Call.Agent call ->
          agents.stream()
              .filter(agent -> agent.name().equals(call.agent()))
              .noneMatch(agent ->
                  agent.endpoint() instanceof Endpoint.Model model && model.fallback().isPresent());
      case Step.Call.Tool _, Step.Call.Http _ -> true;
      default -> false;
    };
  }

  private static boolean caught(Step step, Workflow workflow) {
    return workflow.steps().values().stream()
        .anyMatch(each ->
            each instanceof Step.Try && step.id().pointer().startsWith(each.id().pointer() + "/"));
  }

  private static Optional<HealthFinding> vendor(Collection<Agent> agents) {
    List<String> names = new ArrayList<>();
    Set<String> hosts = new TreeSet<>();
    Set<String> models = new TreeSet<>();
    for (Agent agent : agents) {
      if (agent.endpoint() instanceof Endpoint.Model model) {
        names.add(agent.name());
        hosts.add(host(model.service()));
        models.add(model.service().model());
        model
            .fallback()
            .ifPresent(other -> {
              hosts.add(host(other));
              models.add(other.model());
            });
      }
    }
    if (names.isEmpty() || hosts.size() > 1) {
      return Optional.empty();
    }
    boolean one = models.size() == 1;
    String on =
        one ? models.iterator().next() + " at " + hosts.iterator().next() : hosts.iterator().next();
    String who =
        names.size() == 1
            ? "the only agent with a model"
            : "all " + names.size() + " agents with a model";
    return Optional.of(
        new HealthFinding(
            Kind.ONE_VENDOR.word() + ":house:" + hosts.iterator().next(),
            Kind.ONE_VENDOR,
            new About("house", hosts.iterator().next()),
            who
                + (names.size() == 1 ? " hangs on " : " hang on ")
                + on
                + ", without another to fall back on",
            Optional.empty(),
            Sure.FACT,
            List.of(),
            "fermata agent add "
                + names.stream().sorted().findFirst().orElseThrow()
                + ".yaml    # with a 'fallback' of another vendor in it"));
  }

  private static String host(Endpoint.Service service) {
    return service.url().replaceFirst("^[a-z]+://", "").replaceFirst("[/?#].*$", "");
  }
}
