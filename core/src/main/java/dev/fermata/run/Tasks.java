package dev.fermata.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fermata.assign.Choosing;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.AgentChosen;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.TaskFact;
import dev.fermata.fact.TaskFact.TaskOpened;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Candidate;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.host.Targets;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.PersistentMap;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Ask;
import dev.fermata.workflow.Step.Call.Skilled;
import dev.fermata.workflow.Step.Otherwise;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts work before people, or whoever has a skill, and says what happens when nobody answers in
 * time.
 */
final class Tasks {
  static final String RETRY = "retry";
  static final String SUPPLY = "supply";
  static final String SKIP = "skip";
  static final String CANCEL = "cancel";
  static final String HAPPENED = "happened";
  static final String DID_NOT_HAPPEN = "did-not-happen";
  static final String AGAIN = "again";

  private Tasks() {}

  static void openHuman(Deciding d, Frame frame, Step.Call.Human human) {
    Brief brief = brief(Scope.of(d, frame), human.ask(), frame, Json.NULL);
    open(d, Task.Kind.HUMAN, frame.place(), "", human.ask(), brief);
  }

  /** Gives work to whoever has the skill and should have it; who was considered is a fact. */
  static void give(Deciding d, Frame frame, Scope scope, Skilled step) {
    Json input = Rounds.told(frame, scope, step.input());
    EffectKey key = Calls.key(d, frame, "");
    var choosing =
        new Choosing(
            step.skill(),
            step.people(),
            agent -> call(d, scope, agent, step, input),
            c -> Passage.judge(d, key, c).judgement(),
            bound(d, key),
            d.state().settled().get(key).filter(e -> e.answer().isEmpty()).flatMap(Tasks::agent));
    Choosing.Chosen chosen = choosing.among(d.known().roster(), d.known().standings());
    String name = chosen.best().map(Candidate::name).orElse("");
    d.emit(new AgentChosen(frame.place(), step.skill(), name, chosen.why(), chosen.all(), d.now()));
    if (chosen.best().isEmpty()) {
      throw nobody(step, chosen.all());
    }
    if (chosen.call().isPresent()) {
      Calls.intend(d, key, chosen.call().get());
    } else {
      Ask ask = step.ask().of(name);
      open(d, Task.Kind.HUMAN, frame.place(), "", ask, brief(scope, ask, frame, Json.NULL));
    }
  }

  private static Optional<Call> call(
      Deciding d, Scope scope, Agent agent, Skilled step, Json input) {
    try {
      return Optional.of(Calls.agent(d, scope, agent.name(), step.work(), input, step.head()));
    } catch (Fault fault) {
      return Optional.empty();
    }
  }

  /** Whoever was called here and answered, or may have: nobody else may do it a second time. */
  private static Optional<String> bound(Deciding d, EffectKey key) {
    Optional<Effect> unsettled =
        d.state().inFlight().get(key).or(() -> d.state().inDoubt().get(key));
    return unsettled
        .or(() -> d.state().settled().get(key).filter(e -> e.answer().isPresent()))
        .flatMap(Tasks::agent);
  }

  private static Optional<String> agent(Effect effect) {
    return effect.call().target() instanceof Target.Agent(var name, _)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static Fault nobody(Skilled step, List<Candidate> all) {
    String reasons =
        all.isEmpty()
            ? "nobody has it; give it to an agent, a team or a person"
            : String.join("; ", all.stream().map(c -> c.name() + ": " + c.not()).toList());
    return new Fault(
        Problem.own(
            "nobody",
            409,
            "Nobody may do it",
            "of those with the skill '" + step.skill() + "' nobody may have this: " + reasons));
  }

  static void openConflict(
      Deciding d,
      Frame frame,
      Step.Call.Panel panel,
      Ask ask,
      PersistentMap<String, Json> opinions) {
    var proposals = JsonNodeFactory.instance.arrayNode();
    opinions.forEach((member, opinion) ->
        proposals
            .addObject()
            .put("member", member)
            .put("agent", panel.members().getOrDefault(member, ""))
            .set("output", opinion.view()));
    Json said = Json.adopt(proposals).labelled(Results.ofOpinions(opinions));
    Brief brief = brief(Scope.of(d, frame), ask, frame, said);
    open(d, Task.Kind.CONFLICT, frame.place(), "", ask, brief);
  }

  private static Brief brief(Scope scope, Ask ask, Frame frame, Json proposals) {
    Json data = frame.input();
    Map<String, String> answers = new LinkedHashMap<>();
    ask.answers().forEach((answer, causes) -> answers.put(answer, scope.text(causes, data)));
    Json show = Rounds.told(frame, scope.fill(ask.show(), data));
    ask.endorse()
        .filter(_ -> show.isLabelled())
        .ifPresent(answer -> answers.computeIfPresent(answer, (_, c) -> c + vouching(show)));
    return new Brief(
        scope.text(ask.question(), data), answers, show, proposals, ask.form(), inWords(ask));
  }

  private static String vouching(Json show) {
    return " You vouch for what is shown: it no longer counts as "
        + show.labels().all()
        + " for the rest of the run.";
  }

  private static String inWords(Ask ask) {
    String chain =
        ask.escalate().isEmpty()
            ? ""
            : "it goes to " + String.join(", then to ", ask.escalate()) + "; then ";
    return chain
        + switch (ask.otherwise()) {
          case Otherwise.RaiseTimeout _ -> "the step ends with a timeout error";
          case Otherwise.Answer(var answer) ->
              "'" + answer + "' counts, and says that nobody gave it";
          case Otherwise.GoOn _ -> "the run goes on without an answer";
        };
  }

  private static void open(
      Deciding d, Task.Kind kind, Place place, String ordinal, Ask ask, Brief brief) {
    Instant due = due(d, ask, ask.team());
    d.weighed(brief.show());
    TaskId id = nextId(d);
    d.emit(
        new TaskOpened(
            id,
            kind,
            place,
            ordinal,
            ask.team(),
            brief,
            d.now(),
            Optional.of(due),
            ask.escalate(),
            Optional.empty()));
    d.emit(new TimerSet(Timer.name(place, Purpose.DUE), place, Purpose.DUE, due));
    remind(d, id);
  }

  /** Has whom a task waits for reminded before it is due, as often as their team wants it. */
  static void remind(Deciding d, TaskId id) {
    Task task = d.state().waiting().get(id).orElseThrow();
    String timer = Timer.name(task.place(), id.value(), Purpose.REMINDER);
    d.known()
        .roster()
        .team(task.team())
        .flatMap(team -> task.due().flatMap(due -> team.how().reminder(due, d.now())))
        .ifPresent(at -> d.emit(new TimerSet(timer, task.place(), Purpose.REMINDER, at)));
  }

  /** It is time to remind whom a task waits for. */
  static void reminded(Deciding d, Timer timer) {
    timed(d, timer, Purpose.REMINDER)
        .ifPresent(task -> {
          if (!(task.state() instanceof Task.State.HandingOver)) {
            d.emit(new TaskFact.TaskReminded(task.id(), task.team(), d.now()));
          }
          remind(d, task.id());
        });
  }

  /** The waiting task that a timer is of. */
  static Optional<Task> timed(Deciding d, Timer timer, Purpose purpose) {
    return d.state().waiting().values().stream()
        .filter(t -> t.place().equals(timer.place()))
        .filter(t -> Timer.name(t.place(), t.id().value(), purpose).equals(timer.name()))
        .findFirst();
  }

  static TaskId nextId(Deciding d) {
    return new TaskId(
        d.state().id() + "-" + (d.state().waiting().size() + d.state().closed().size() + 1));
  }

  /** Puts an error of a call that nobody caught before the workflow's owner. */
  static void openRepair(Deciding d, Frame frame, String ordinal, Problem problem) {
    // The time of a person's work is not the step's; a retry gives the step its time anew.
    d.clear(frame.place(), Purpose.TIMEOUT);
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put(RETRY, "The step is tried again, with the input as it was or as you edit it.");
    answers.put(SUPPLY, "What you give counts as the step's result.");
    answers.put(SKIP, "The run goes on as if the step were not there.");
    answers.put(CANCEL, "The run ends as cancelled.");
    if (problem.kind().equals("already-done")) {
      answers.put(AGAIN, "It is done a second time, with the new arguments.");
    }
    var show = Json.object();
    show.set("error", problem.json().view());
    show.set("input", frame.input().view());
    String question =
        "'"
            + d.workflow().step(frame.step()).head().name()
            + "' failed: "
            + problem.title()
            + ". "
            + problem.detail();
    var brief =
        new Brief(
            question,
            answers,
            d.weighed(Json.adopt(show).labelled(Results.ofRepair(problem, frame.input()))),
            Json.NULL,
            Optional.empty(),
            "it waits");
    d.emit(
        new TaskOpened(
            nextId(d),
            Task.Kind.REPAIR,
            frame.place(),
            ordinal,
            d.workflow().owner(),
            brief,
            d.now(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  /**
   * Puts an effect that is in doubt before the owner of its target.
   *
   * @param check what the declared check said, or why it said nothing; absent without a check
   */
  static void openDoubt(Deciding d, Effect effect, Optional<Json> check) {
    String target = effect.call().target().display();
    Problem why = effect.doubt().orElseGet(() -> Problem.communication(500, "its answer was lost"));
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put(HAPPENED, "It counts as done, with the result that you give, and the run goes on.");
    answers.put(DID_NOT_HAPPEN, "The step counts as failed; its catch or a repair task goes on.");
    answers.put(AGAIN, "It is called again with the same key, though it may have happened.");
    var show = Json.object();
    show.put("target", target).put("key", effect.key().toString());
    show.put("effect", effect.call().effect().word()).put("since", effect.since().toString());
    show.set("arguments", effect.call().arguments().view());
    show.set("error", why.json().view());
    check.ifPresent(said -> show.set("check", said.view()));
    var brief =
        new Brief(
            "Did " + target + " happen? " + why.detail(),
            answers,
            d.weighed(Json.adopt(show).labelled(Results.ofDoubt(effect, check))),
            Json.NULL,
            Optional.empty(),
            "it waits");
    d.emit(
        new TaskOpened(
            nextId(d),
            Task.Kind.IN_DOUBT,
            effect.key().place(),
            effect.key().ordinal(),
            Targets.owner(d.known().roster(), d.workflow(), effect.call().target()),
            brief,
            d.now(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
  }

  /** Nobody needs to say any more whether the effect happened. */
  static void withdrawDoubt(Deciding d, EffectKey key, String reason) {
    for (Task task : d.state().waiting().values()) {
      if (task.kind() == Task.Kind.IN_DOUBT
          && task.place().equals(key.place())
          && task.ordinal().equals(key.ordinal())) {
        d.emit(new TaskFact.TaskWithdrawn(task.id(), reason, d.now()));
      }
    }
  }

  /**
   * When whoever is asked has had their time; hours of which there are none are those of a clock.
   */
  private static Instant due(Deciding d, Ask ask, String whom) {
    return Optional.of(ask)
        .filter(Ask::working)
        .flatMap(_ -> d.known().roster().presence(whom).after(d.now(), ask.due()))
        .orElseGet(() -> d.now().plus(ask.due()));
  }

  /** A task's time is over: it goes to the next team, or ends as its workflow says. */
  static void due(Deciding d, Place place) {
    for (Task task : d.state().waiting().values()) {
      boolean over = task.due().filter(at -> !at.isAfter(d.now())).isPresent();
      if (over && task.place().equals(place) && d.state().waiting().has(task.id())) {
        due(d, task);
      }
    }
  }

  private static void due(Deciding d, Task task) {
    if (task.state() instanceof Task.State.HandingOver) {
      // It was answered in time, so that nobody else is asked.
      Decisions.handOver(d, task);
      return;
    }
    if (task.kind() == Task.Kind.APPROVE) {
      Approvals.due(d, task);
      return;
    }
    Frame frame = d.frame(task.place());
    Ask ask = ask(d.workflow().step(frame.step()));
    if (!task.escalate().isEmpty()) {
      String higher = d.known().roster().next(task.escalate(), d.now());
      Instant next = due(d, ask, higher);
      d.emit(new TaskFact.TaskEscalated(task.id(), higher, Optional.of(next), d.now()));
      d.emit(new TimerSet(Timer.name(task.place(), Purpose.DUE), task.place(), Purpose.DUE, next));
      remind(d, task.id());
      return;
    }
    d.emit(new TaskFact.TaskTimedOut(task.id(), d.now()));
    switch (ask.otherwise()) {
      case Otherwise.RaiseTimeout _ ->
          d.emit(
              new RunFact.Raised(
                  task.place(),
                  Problem.timeout("nobody answered '" + task.brief().question() + "' in time")
                      .under(Results.asked(d, frame))
                      .at(frame.step().pointer()),
                  false));
      case Otherwise.Answer(var answer) ->
          Decisions.answered(d, frame, answer, "deadline", "", Json.NULL);
      case Otherwise.GoOn _ ->
          d.emit(
              new RunFact.Finished(task.place(), Json.adopt(Json.object().put("timedOut", true))));
    }
  }

  static Ask ask(Step step) {
    return switch (step) {
      case Step.Call.Human(_, var ask) -> ask;
      case Step.Call.Skilled skilled -> skilled.ask();
      case Step.Call.Panel panel ->
          switch (panel.conflict()) {
            case Step.Conflict.ByPerson(var ask) -> ask;
            case Step.Conflict.ByMajority(var tie) -> tie.orElseThrow();
            case Step.Conflict.BySenior _, Step.Conflict.ByError _ ->
                throw new IllegalStateException(step.id() + " asks nobody");
          };
      default -> throw new IllegalStateException(step.id() + " asks nobody");
    };
  }
}
