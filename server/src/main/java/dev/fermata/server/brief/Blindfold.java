package dev.fermata.server.brief;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Roster;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.PersonId;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody who is asked for their own answer first is not shown before it, wherever else it
 * stands: what the members of the panel say. A program with their token is not shown it either.
 * Safe for use by many threads.
 */
public final class Blindfold {
  /** What stands in the place of what is withheld. */
  public static final String WHY =
      "withheld until you have answered: you are asked for your own answer first";

  private static final String WITHHELD = "withheld";

  /** What says that something was said, and not what. */
  private static final List<String> TOLD =
      List.of(
          "type",
          "key",
          "run",
          "place",
          "task",
          "kind",
          "team",
          "at",
          "due",
          "opened",
          "target",
          "class",
          "effect",
          "work",
          "attempt",
          "attempts",
          "status",
          "state",
          "verdict",
          "rule",
          "queued",
          "first",
          "last",
          "intended",
          "sent",
          "settled",
          "history",
          "erased");

  private final Fermata engine;
  private final Briefs briefs;

  Blindfold(Fermata engine, Briefs briefs) {
    this.engine = engine;
    this.briefs = briefs;
  }

  /** The places of one run of which somebody is not shown what was said there. */
  public record Cover(Set<Place> places) {
    public static final Cover NONE = new Cover(Set.of());

    public Cover {
      places = Set.copyOf(places);
    }

    public boolean hides(Place place) {
      return places.contains(place);
    }

    /** Leaves of what was said there only that something was. */
    public static void veil(ObjectNode tree) {
      tree.retain(TOLD);
      tree.put(WITHHELD, WHY);
    }
  }

  /** What of a run is withheld from this principal now. */
  public Cover of(RunId run, Principal who) {
    List<Principal.Human> accounts = accounts(who);
    Optional<RunRow> row = accounts.isEmpty() ? Optional.empty() : engine.views().run(run);
    return row.filter(r -> !r.status().ended())
        .flatMap(r -> engine.definition(r.definition()))
        .filter(this::samples)
        .flatMap(w -> engine.state(run).map(state -> cover(w, state, accounts)))
        .orElse(Cover.NONE);
  }

  /** A task for which this principal still owes their own answer, wherever it is. */
  public Optional<Task> owed(Principal who) {
    List<Principal.Human> accounts = accounts(who);
    Set<String> queues = new TreeSet<>();
    accounts.forEach(a -> queues.addAll(Whose.queues(a, roster(), engine.now())));
    return queues.isEmpty()
        ? Optional.empty()
        : engine
            .views()
            .tasks(new Views.TaskFilter(true, queues, "", Optional.empty(), Views.PAGE_LIMIT))
            .stream()
            .filter(task -> asked(task, accounts))
            .findFirst();
  }

  private Roster roster() {
    return engine.house().roster();
  }

  /** Every account of the natural person behind a principal. */
  private List<Principal.Human> accounts(Principal who) {
    List<Principal.Human> all = new ArrayList<>();
    if (who instanceof Principal.Human human) {
      all.add(human);
    }
    if (!who.natural().isEmpty()) {
      Roster roster = roster();
      for (Person each : roster.people().values()) {
        if (!each.disabled() && roster.isBehind(each.id().value(), who)) {
          all.add(new Principal.Human(each.id(), each.roles(), each.teams(), natural(each.id())));
        }
      }
    }
    return all;
  }

  private String natural(PersonId id) {
    return roster().natural(id);
  }

  /** Whether any panel of a workflow may ask somebody blind, to whomever its question comes. */
  private boolean samples(Workflow workflow) {
    boolean teams =
        roster().teams().values().stream()
            .anyMatch(team -> team.how().blindFirst().filter(share -> share > 0).isPresent());
    return workflow.steps().values().stream()
        .anyMatch(step ->
            step instanceof Step.Call.Panel panel
                && asks(panel).isPresent()
                && (teams || share(panel) > 0));
  }

  private double share(Step.Call.Panel panel) {
    return asks(panel).map(ask -> briefs.blindShare(panel, ask.team())).orElse(0.0);
  }

  private static Optional<Step.Ask> asks(Step.Call.Panel panel) {
    return switch (panel.conflict()) {
      case Step.Conflict.ByPerson(var ask) -> Optional.of(ask);
      case Step.Conflict.ByMajority(var tie) -> tie;
      case Step.Conflict.BySenior _, Step.Conflict.ByError _ -> Optional.empty();
    };
  }

  private Cover cover(Workflow workflow, RunState state, List<Principal.Human> accounts) {
    Set<Place> places = new HashSet<>();
    state
        .frames()
        .values()
        .forEach(frame -> {
          if (workflow.steps().get(frame.step()) instanceof Step.Call.Panel panel
              && hidden(panel, frame, state, accounts)) {
            places.add(frame.place());
          }
        });
    return places.isEmpty() ? Cover.NONE : new Cover(places);
  }

  private boolean hidden(
      Step.Call.Panel panel, Frame frame, RunState state, List<Principal.Human> accounts) {
    return switch (frame.stage()) {
      // Whether they will be asked is not known yet, nor whether that task will be of the sample.
      case Stage.Paneling _ -> share(panel) > 0 && of(asks(panel).orElseThrow().team(), accounts);
      case Stage.Asking(var id, _) ->
          state.task(id).filter(task -> asked(task, accounts)).isPresent();
      default -> false;
    };
  }

  private boolean of(String team, List<Principal.Human> accounts) {
    Instant now = engine.now();
    return accounts.stream().anyMatch(a -> Whose.queues(a, roster(), now).contains(team));
  }

  private boolean asked(Task task, List<Principal.Human> accounts) {
    return briefs.blind(task)
        && accounts.stream().anyMatch(a -> Whose.mayDecide(task, a, roster(), engine.now()))
        && accounts.stream()
            .noneMatch(a -> task.look(a.natural()).flatMap(l -> l.provisional()).isPresent());
  }
}
