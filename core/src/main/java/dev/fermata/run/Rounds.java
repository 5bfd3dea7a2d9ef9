package dev.fermata.run;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.fermata.fact.ReviewFact;
import dev.fermata.fact.ReviewFact.Giver;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Entered;
import dev.fermata.fact.RunFact.Finished;
import dev.fermata.policy.Rules;
import dev.fermata.review.Quotes;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Readings;
import dev.fermata.run.state.Stage;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rounds of a loop, and of a result that is made and looked over until it can be handed on. */
final class Rounds {
  /** How many rounds one loop may have. */
  static final int LOOP_LIMIT = 100_000;

  /** What is wrong with a result that was sent back, for whoever makes another. */
  private static final String REPAIR = "__repair";

  /** How often a person is asked to mend one result. */
  static final int MENDING_LIMIT = 5;

  private static final int WHY_CHARS = 500;

  private Rounds() {}

  static void goOn(Deciding d, Frame frame, Step.For loop) {
    Scope scope = Scope.of(d, frame);
    if (!(frame.stage() instanceof Stage.Looping(var items, var index, var value, _))) {
      Json found = scope.evaluate(loop.in(), frame.input());
      if (!found.view().isArray()) {
        throw new Fault(
            Problem.expression(
                    "'"
                        + loop.in().jq()
                        + "' gave no list to loop over, but "
                        + Advance.shortened(found))
                .under(found.labels().all()));
      }
      if (found.view().size() > LOOP_LIMIT) {
        throw new Fault(
            Problem.runtime(
                    "a loop over " + found.view().size() + " items; the limit is " + LOOP_LIMIT)
                .under(found.labels().root()));
      }
      d.emit(new RunFact.LoopBegun(frame.place(), d.weighed(found)));
      return;
    }
    // How many rounds there are tells of the list itself.
    Label list = items.labels().root().join(frame.under());
    if (index >= items.view().size()) {
      d.emit(new Finished(frame.place(), value.under(list)));
      return;
    }
    Json vars =
        Json.EMPTY.with(loop.each(), items.item(index)).with(loop.at(), Json.of((long) index));
    Scope.Test test = Scope.Test.YES;
    if (loop.until().isPresent()) {
      Json all = joined(frame.vars(), vars);
      var round = new Scope(d, frame.step(), all, value, Json.NULL, list);
      test = round.test(loop.until().get(), value);
    }
    Label under = list.join(test.label());
    if (test.holds()) {
      d.step();
      d.emit(
          new Entered(
              frame.place().inside(Integer.toString(index)),
              loop.body().id(),
              Optional.empty(),
              d.weighed(vars),
              Advance.news(frame, under)));
    } else {
      d.emit(new Finished(frame.place(), value.under(under)));
    }
  }

  private static Json joined(Json vars, Json more) {
    Json all = vars;
    for (String name : more.names()) {
      all = all.with(name, more.member(name).orElse(Json.NULL));
    }
    return all;
  }

  static void goOn(Deciding d, Frame frame, Step.Reviewed step) {
    if (!(frame.stage() instanceof Stage.Reviewing now)) {
      d.emit(new ReviewFact.ReviewBegun(frame.place(), whole(d, frame, step.sample())));
      return;
    }
    switch (now.part()) {
      case GIVE -> give(d, frame, step, now);
      case CHECK -> check(d, frame, step, now);
      case SAID -> said(d, frame, step, now);
      case ANSWERED -> answered(d, frame, step, now);
      case GIVING, ASKING ->
          throw new IllegalStateException(frame.place() + " cannot go on, as it waits");
    }
  }

  /** Whether this result is put to the checks that cost something: the same whenever decided. */
  private static boolean whole(Deciding d, Frame frame, Step.Sample sample) {
    Scope scope = Scope.of(d, frame);
    String risk =
        sample.risk().map(e -> scope.evaluate(e, frame.input()).view().asText()).orElse("");
    double share = sample.shares().getOrDefault(risk, 1.0);
    return Errors.chance(d, "review/" + frame.place(), 1) < share;
  }

  /** Has the result made: by the step's own call, or by who is told what was wrong with it. */
  private static void give(Deciding d, Frame frame, Step.Reviewed step, Stage.Reviewing now) {
    Step.Call by = now.giver() == Giver.WORK ? step.work() : step.instead().orElseThrow();
    Json told = now.before();
    if (now.giver() == Giver.PERSON) {
      enter(d, frame, by, Optional.of(told.with("input", frame.input())), Json.NULL);
    } else {
      Json vars = told.isNull() ? Json.NULL : Json.EMPTY.with(REPAIR, told);
      enter(d, frame, by, Optional.empty(), vars);
    }
  }

  private static void enter(
      Deciding d, Frame frame, Step.Call call, Optional<Json> input, Json vars) {
    d.step();
    input.ifPresent(d::weighed);
    Place place = frame.nextVisit(call.head().name());
    d.emit(new Entered(place, call.id(), input, vars, Label.NONE));
  }

  /** What a call is given; one that makes a result anew is told what was wrong before. */
  static Json told(Frame frame, Scope scope, Optional<Template> written) {
    return told(frame, written.map(t -> scope.fill(t, frame.input())).orElse(frame.input()));
  }

  /** What is given or shown, with what was wrong before, if it is made anew. */
  static Json told(Frame frame, Json given) {
    return frame.vars().member(REPAIR).map(repair -> told(given, repair)).orElse(given);
  }

  /** The label of what was wrong before; none where nothing was. */
  static Label wrong(Frame frame) {
    return frame.vars().member(REPAIR).map(repair -> repair.labels().all()).orElse(Label.NONE);
  }

  private static Json told(Json input, Json repair) {
    Json whole = input.view().isObject() ? input : Json.EMPTY.with("input", input);
    return whole.with("repair", repair);
  }

  /** Makes the next check that is due; after the last one the result is handed on or sent back. */
  private static void check(Deciding d, Frame frame, Step.Reviewed step, Stage.Reviewing now) {
    for (int i = now.next(); i < step.checks().size(); i++) {
      Step.Check check = step.checks().get(i);
      if (!(check instanceof Step.Check.Asked asked)) {
        record(d, frame, i, check, verdict(d, frame, check, now.result()));
        return;
      }
      if (now.whole() && now.giver() != Giver.PERSON && now.failed().isEmpty()) {
        enter(d, frame, asked.who(), Optional.of(about(frame, now.result())), Json.NULL);
        return;
      }
    }
    if (now.failed().isEmpty()) {
      d.emit(new Finished(frame.place(), d.weighed(now.result().under(now.under()))));
    } else {
      sendBack(d, frame, step, now);
    }
  }

  private static Json about(Frame frame, Json result) {
    return Json.EMPTY.with("output", result).with("input", frame.input());
  }

  /**
   * What came of a check.
   *
   * @param why empty where it was passed
   */
  private record Verdict(String why, Label under) {
    static Verdict of(String why, Label under) {
      return new Verdict(why, why.isEmpty() ? Label.NONE : under);
    }
  }

  private static void record(
      Deciding d, Frame frame, int number, Step.Check check, Verdict verdict) {
    String why = verdict.why();
    String cut = why.length() <= WHY_CHARS ? why : why.substring(0, WHY_CHARS) + "…";
    d.emit(
        new ReviewFact.Checked(
            frame.place(), number, check.name(), why.isEmpty(), cut, verdict.under(), d.now()));
  }

  /** A check that cannot be made is not passed, so that nothing slips by what is broken. */
  private static Verdict verdict(Deciding d, Frame frame, Step.Check check, Json result) {
    Scope scope = Scope.of(d, frame);
    Label all = result.labels().all();
    try {
      return switch (check) {
        case Step.Check.Fits(_, var schema) ->
            Verdict.of(Scope.told(d.known().schemas().check(schema, result)), all);
        case Step.Check.Quotes(_, var of, var in, int least) -> {
          // Written is what gives each quote; looked for are all of them.
          Json quoted = scope.evaluate(new Expr("[" + of.jq() + "\n]", of.at()), result);
          Json source = scope.evaluate(in, frame.input());
          yield Verdict.of(
              Quotes.faults(quoted, source, least),
              quoted.labels().all().join(source.labels().all()));
        }
        case Step.Check.Holds holds ->
            Verdict.of(ruled(d, frame, holds, result), all.join(frame.input().labels().all()));
        case Step.Check.Asked(var name, _, _, _) -> throw new IllegalStateException(name);
      };
    } catch (Fault fault) {
      return new Verdict(
          "it cannot be checked: " + fault.problem().detail(), fault.problem().label());
    }
  }

  private static String ruled(Deciding d, Frame frame, Step.Check.Holds holds, Json result) {
    var about = new Rules.Result(result, frame.input(), Readings.run(d.state(), d.workflow()));
    return switch (d.known().gate().rules().check(holds.cel(), about)) {
      case Rules.Finding.Holds() -> "";
      case Rules.Finding.HoldsNot() -> holds.because();
      case Rules.Finding.Failed(var reason) -> "it cannot be checked: " + reason;
    };
  }

  /** Whoever was asked for a verdict has answered: only a plain yes is one. */
  private static void said(Deciding d, Frame frame, Step.Reviewed step, Stage.Reviewing now) {
    if (!(step.checks().get(now.next()) instanceof Step.Check.Asked asked)) {
      throw new IllegalStateException(frame.place() + " asked nobody");
    }
    Scope scope = Scope.of(d, frame);
    Label told = now.said().labels().all();
    Verdict verdict;
    try {
      boolean passed = scope.evaluate(asked.passes(), now.said()).view().equals(BooleanNode.TRUE);
      verdict = new Verdict(passed ? "" : why(scope, asked, now.said()), told);
    } catch (Fault fault) {
      Label seen = told.join(fault.problem().label());
      verdict = new Verdict("its answer cannot be read: " + fault.problem().detail(), seen);
    }
    record(d, frame, now.next(), asked, verdict);
  }

  private static String why(Scope scope, Step.Check.Asked asked, Json said) {
    Json why = scope.evaluate(asked.why(), said);
    List<String> reasons = new ArrayList<>();
    why.view().forEach(each -> reasons.add(each.isTextual() ? each.textValue() : each.toString()));
    String text = why.view().isTextual() ? why.view().textValue() : String.join("; ", reasons);
    return text.isBlank() ? "it gives no reason" : text;
  }

  /** Another result is made, as often as the workflow says; after that it is an error. */
  private static void sendBack(Deciding d, Frame frame, Step.Reviewed step, Stage.Reviewing now) {
    Optional<Giver> to =
        switch (now.giver()) {
          case WORK ->
              now.round() < step.repairs()
                  ? Optional.of(Giver.WORK)
                  : step.instead().map(Rounds::giver);
          case OTHER -> Optional.empty();
          case PERSON ->
              now.round() < step.repairs() + MENDING_LIMIT
                  ? Optional.of(Giver.PERSON)
                  : Optional.empty();
        };
    if (to.isEmpty()) {
      throw failed(step, now.failed(), now.result().labels().all().join(now.under()));
    }
    d.emit(new ReviewFact.SentBack(frame.place(), to.get(), d.now()));
  }

  private static Giver giver(Step.Call instead) {
    return instead instanceof Step.Call.Human ? Giver.PERSON : Giver.OTHER;
  }

  private static Fault failed(
      Step.Reviewed step, List<Stage.Reviewing.Failed> failed, Label label) {
    String reasons =
        String.join("; ", failed.stream().map(f -> f.check() + ": " + f.why()).toList());
    return new Fault(
        Problem.own(
                "review-failed",
                422,
                "Checks failed",
                "the result of '" + step.head().name() + "' was not handed on: " + reasons)
            .under(label));
  }

  /** A person has said what becomes of a result that did not pass. */
  private static void answered(Deciding d, Frame frame, Step.Reviewed step, Stage.Reviewing now) {
    Json said = now.said();
    Label told = said.labels().all();
    String by = said.text("by").orElse("");
    switch (said.text("answer").orElse("")) {
      case Step.Reviewed.ACCEPT -> {
        Json kept = now.before().member("output").orElse(Json.NULL);
        d.emit(new Finished(frame.place(), d.weighed(kept.under(told))));
      }
      case Step.Reviewed.CORRECT -> {
        if (said.member("data").filter(given -> !given.isNull()).isEmpty()) {
          var nothing = new Stage.Reviewing.Failed(by, "gave nothing in its place");
          throw failed(step, List.of(nothing), told);
        }
        Json data = said.member("data").orElse(Json.NULL).under(told);
        d.emit(new ReviewFact.Mended(frame.place(), d.weighed(data), by, d.now()));
      }
      default -> {
        String why = said.text("why").map(w -> ": " + w).orElse("");
        var reason = new Stage.Reviewing.Failed(by, "says that it cannot be used" + why);
        throw failed(step, List.of(reason), told);
      }
    }
  }
}
