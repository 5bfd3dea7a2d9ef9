package dev.fermata.server.api.operation.run;

import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.rerun.Standpoint;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.util.List;
import java.util.Optional;

/** Begins a run that goes on from a step of another. */
public final class RerunActs {
  private static final int PAGE = 500;
  private static final int KEY_CHARS = 128;

  /** How many entries of the other run are read. */
  private static final int ENTRIES = 50_000;

  private final Means means;
  public final Act rerun = Act.of(Right.OPERATE, this::rerun);

  public RerunActs(Means means) {
    this.means = means;
  }

  private Reply rerun(Request request) {
    Body body = request.body("from", "input", "why", "startKey");
    String why = Means.why(body, true);
    RunRow row = Ids.run(means.engine().views(), request);
    String from = body.need("from");
    check(row, from);
    Standpoint standpoint = standpoint(row, from);
    Optional<Json> instead = body.has("input") ? Optional.of(body.json("input")) : Optional.empty();
    String by = request.principal().name();
    RunFact.RerunOf rerun =
        standpoint
            .begin(instead, by, why)
            .orElseThrow(() ->
                Refusal.conflict(
                    "not-reached",
                    "The run never came there",
                    "it has not come to '" + from + "'"));
    String key = body.text("startKey", KEY_CHARS);
    String own = key.isEmpty() ? "" : "rerun/" + row.id() + "/" + key;
    var begun = start(request, new Start(row, standpoint.state(), rerun, own));
    means.send(
        row.id(), new RunSignal.NoteRerun(begun.run(), rerun.from(), why, request.principal()));
    return Reply.created(
        Json.object()
            .put("run", begun.run().value())
            .put("already", begun.already())
            .put("of", row.id().value())
            .put("from", rerun.from().path())
            .put("edited", rerun.edited()));
  }

  /** Only the steps of the outermost block have data of their own that a run could begin with. */
  private void check(RunRow row, String from) {
    Workflow workflow =
        means
            .engine()
            .definition(row.definition())
            .orElseThrow(() ->
                Refusal.conflict(
                        "planned",
                        "The run follows a plan",
                        "its workflow was made for it and is published nowhere")
                    .withHint("rerun the run that had the plan made"));
    List<String> names = workflow.body().steps().stream().map(step -> step.head().name()).toList();
    if (!names.contains(from.replaceFirst("~\\d{1,9}$", ""))) {
      throw Refusal.of(
              "no-such-step",
              422,
              "It cannot begin there",
              "'" + from + "' is no step of the outermost block." + Nearest.hint(from, names))
          .withHint("give one of " + String.join(", ", names));
    }
  }

  private Standpoint standpoint(RunRow row, String from) {
    Fermata engine = means.engine();
    var standpoint = new Standpoint(row.id(), from);
    StreamId stream = StreamId.of(row.id());
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        if (entry.body().length == 0) {
          throw Refusal.conflict(
              "erased", "The run was erased", "what the step began with is no longer on record");
        }
        for (Fact fact : entry.facts()) {
          if (fact instanceof RunFact of) {
            standpoint.take(of);
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
    if (page.size() == PAGE) {
      throw Refusal.of(
          "too-long", 422, "The run is too long", "it has over " + ENTRIES + " entries");
    }
    return standpoint;
  }

  /** What begins: which run goes on from which, and by which key. */
  private record Start(RunRow row, RunState state, RunFact.RerunOf rerun, String key) {}

  private Answer.Started start(Request request, Start start) {
    Json input = start.state().start().map(RunFact.Started::input).orElse(Json.EMPTY);
    var beginning =
        new Fermata.Beginning(
            start.row().workflow().toString(),
            input,
            start.key(),
            "",
            start.state().priority(),
            Optional.of(start.rerun()));
    return switch (means.engine().start(beginning, request.principal())) {
      case Answer.Started begun -> {
        if (begun.already() && !same(begun.run(), start.rerun())) {
          throw Refusal.conflict(
              "key-taken",
              "The key is taken",
              "with this 'startKey' run "
                  + begun.run()
                  + " began from another step or with other data; give another key");
        }
        yield begun;
      }
      case Answer.Refused(var problem) -> throw Refusal.of(problem);
    };
  }

  /** Whether a run that is there began as is asked for now. */
  private boolean same(RunId begun, RunFact.RerunOf rerun) {
    return means.engine().facts(StreamId.of(begun), 1, 1).stream()
        .flatMap(entry -> entry.facts().stream())
        .anyMatch(fact ->
            fact instanceof RunFact.RerunOf of
                && of.from().equals(rerun.from())
                && of.edited() == rerun.edited()
                && of.data().equals(rerun.data()));
  }
}
