package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.roster.Boundary;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.host.Targets;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.PersistentMap;
import dev.fermata.run.state.Stage;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Annotated;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Template;
import dev.fermata.workflow.Workflow;
import java.util.Optional;
import java.util.regex.Matcher;

/** The labels of what comes into a run: its input, what calls give back, what people say. */
final class Results {
  private Results() {}

  /** A run's input: what its workflow declares of it; whoever starts a run is trusted. */
  static Json given(Workflow workflow, Json input) {
    JsonNode declared = workflow.definition().view().at("/document/metadata/labels");
    Json whole = declared.isMissingNode() ? input : input.under(Annotated.label(declared));
    return Scope.declared(workflow.input().flatMap(Step.Shape::schema), whole);
  }

  /** What a call gave back tells of all that it was given, and is nobody's word but its own. */
  static Reply labelled(Deciding d, Call call, Reply reply) {
    return labelled(d, call, Label.NONE, reply);
  }

  /** The same, where whoever was called was told more on the way. */
  static Reply labelled(Deciding d, Effect effect, Reply reply) {
    return labelled(d, effect.call(), effect.heard().trusted(), reply);
  }

  /** What an agent says in the midst of its work. */
  static Json word(Deciding d, Effect work, Json said) {
    Label told = work.call().arguments().labels().all().join(work.heard());
    boolean trusted = Targets.boundary(d.known().roster(), work.call().target()).trusted();
    return said.under(trusted ? told : told.join(Label.UNTRUSTED));
  }

  private static Reply labelled(Deciding d, Call call, Label heard, Reply reply) {
    if (call.target() instanceof Target.Workflow) {
      return Children.labelled(call, reply);
    }
    Label given = call.arguments().labels().all().join(heard);
    return switch (reply) {
      case Reply.Answered(var output, var evidence, var usage) ->
          new Reply.Answered(
              answered(d, call, output).under(given),
              evidence.isNull() ? evidence : evidence.under(given.join(Label.UNTRUSTED)),
              usage);
      case Reply.Rejected(var problem, var retryable, var retryAfter) ->
          new Reply.Rejected(
              problem.under(given.join(Label.UNTRUSTED).join(output(d, call))),
              retryable,
              retryAfter);
      case Reply.NotCalled(var problem, var retryable, var retryAfter) ->
          new Reply.NotCalled(problem.under(given), retryable, retryAfter);
      case Reply.Lost(var problem) -> new Reply.Lost(problem.under(given));
    };
  }

  private static Label output(Deciding d, Call call) {
    return Targets.boundary(d.known().roster(), call.target()).output();
  }

  private static Json answered(Deciding d, Call call, Json output) {
    Optional<Json> schema = Calls.answers(d, call);
    Boundary boundary = Targets.boundary(d.known().roster(), call.target());
    Labels origin =
        boundary.trusted()
            ? Labels.NONE
            : schema
                .map(s -> new Annotated(s.view()).untrusted(output.view()))
                .orElse(Labels.UNTRUSTED);
    Json declared = Scope.declared(schema, output).under(boundary.output());
    return declared.labelled(declared.labels().union(origin));
  }

  /** What a person gives in the place of a result: their word, about what they were shown. */
  static Json said(Brief brief, Optional<Json> schema, Json data) {
    return Scope.declared(schema, data).under(shown(brief));
  }

  /** The label of what a person says who saw this: it tells of that, but is their own word. */
  static Label shown(Brief brief) {
    return brief.show().labels().all().join(brief.proposals().labels().all()).trusted();
  }

  /** As {@link #said}; without edits the input is what it was. */
  static Json edited(Brief brief, Json data) {
    return data.isNull() ? data : data.under(shown(brief));
  }

  /** The label of an answer to a step that asks: the question and the answers are shown, too. */
  static Label asked(Deciding d, Frame frame) {
    Scope scope = Scope.of(d, frame);
    Step.Ask ask = Tasks.ask(d.workflow().step(frame.step()));
    Label all =
        told(scope, ask.show(), frame.input())
            .join(told(scope, ask.question(), frame.input()))
            .join(Rounds.wrong(frame));
    for (Template causes : ask.answers().values()) {
      all = all.join(told(scope, causes, frame.input()));
    }
    if (frame.stage() instanceof Stage.Asking(_, var opinions)) {
      all = all.join(ofOpinions(opinions).all());
    }
    return all.trusted();
  }

  /**
   * A person's word by which they vouch for what they were shown: it is handed on with their
   * answer, and neither has the labels that it had. That nobody answered in time vouches for
   * nothing.
   */
  static Optional<Json> endorsed(Deciding d, Frame frame, Json said) {
    Optional<String> wanted = Tasks.ask(d.workflow().step(frame.step())).endorse();
    if (wanted.isEmpty()
        || !wanted.equals(said.text("answer"))
        || !(frame.stage() instanceof Stage.Asking(var id, _))) {
      return Optional.empty();
    }
    return d.state()
        .task(id)
        .filter(t -> t.state() instanceof Task.State.Decided)
        .map(t -> said.with("endorsed", t.brief().show().labelled(Labels.NONE)));
  }

  private static Label told(Scope scope, Template template, Json data) {
    try {
      return scope.fill(template, data).labels().all();
    } catch (Fault fault) {
      // The context may be another one now; what failed has a label as well.
      return fault.problem().label();
    }
  }

  /** The labels of a request's arguments, member by member. */
  static Labels ofRequest(Scope scope, Step.Call.Http step, Json data) {
    Json endpoint = scope.fill(step.endpoint(), data);
    Labels all = Labels.of(endpoint.labels().all()).moved("/endpoint");
    String written = step.endpoint().json().view().asText();
    if (!Expr.isWrapped(written)) {
      Matcher placeholder = Calls.PLACEHOLDER.matcher(written);
      while (placeholder.find()) {
        String pointer = "";
        for (String part : placeholder.group(1).split("\\.", -1)) {
          pointer += Labels.pointer(part);
        }
        all = all.with("/endpoint", data.labels().at(pointer).all());
      }
    }
    return all.union(scope.fill(step.headers(), data).labels().moved("/headers"))
        .union(scope.fill(step.query(), data).labels().moved("/query"))
        .union(step.hasBody() ? scope.fill(step.body(), data).labels().moved("/body") : Labels.NONE)
        .under(scope.under());
  }

  /** The labels of what a person is shown who mends a step. */
  static Labels ofRepair(Problem problem, Json input) {
    return Labels.of(problem.label()).moved("/error").union(input.labels().moved("/input"));
  }

  /** The labels of what a person is shown who says whether an effect happened. */
  static Labels ofDoubt(Effect effect, Optional<Json> check) {
    Label error = effect.doubt().map(Problem::label).orElse(Label.NONE);
    return effect
        .call()
        .arguments()
        .labels()
        .moved("/arguments")
        .with("/error", error)
        .with("/check", check.map(c -> c.labels().all()).orElse(Label.NONE));
  }

  /** The labels of the proposals of a panel's members. */
  static Labels ofOpinions(PersistentMap<String, Json> opinions) {
    Labels all = Labels.NONE;
    int i = 0;
    for (Json opinion : opinions.values()) {
      all = all.union(opinion.labels().moved(Labels.pointer(i++) + "/output"));
    }
    return all;
  }
}
