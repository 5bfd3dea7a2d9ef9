package dev.fermata.run;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.Entered;
import dev.fermata.fact.RunFact.Finished;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Stage;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Step;
import java.util.Optional;

/** The rounds of a loop: which item comes next, and whether there is another at all. */
final class Loops {
  /** How many rounds one loop may have. */
  static final int LOOP_LIMIT = 100_000;

  private Loops() {}

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
}
