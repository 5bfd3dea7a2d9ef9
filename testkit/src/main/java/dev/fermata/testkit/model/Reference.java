package dev.fermata.testkit.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.testkit.model.Node.Failure;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a sketch as a person would, from the top to the bottom, and says what must come of it. It
 * knows nothing of signals, facts and crashes, and shares no code with the decider. Not
 * thread-safe.
 */
public final class Reference {
  /** A sketch of which several outcomes would be right; nobody can judge its runs. */
  static final class Ambiguous extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ambiguous(String why) {
      super(why, null, false, false);
    }
  }

  /** A try around, and in which attempt its body is. */
  private static final class Catcher {
    private final Node.Try attempt;
    private int number = 1;

    Catcher(Node.Try attempt) {
      this.attempt = attempt;
    }

    boolean catches(Failure failure) {
      boolean fits = attempt.only().isEmpty() || attempt.only().get() == failure;
      boolean handled = attempt.handler().isPresent() || attempt.retries() == 0;
      return fits && (again() || handled);
    }

    boolean again() {
      return number <= attempt.retries();
    }
  }

  /** An error on its way to the try that catches it, or to the end of the run. */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Optional<Object> to;
    private final Failure failure;

    Thrown(Optional<Object> to, Failure failure) {
      super(failure.type(), null, false, false);
      this.to = to;
      this.failure = failure;
    }

    boolean sameAs(Thrown other) {
      return to.equals(other.to) && failure == other.failure;
    }
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Json data;

    Stopped(Json data) {
      super("", null, false, false);
      this.data = data;
    }
  }

  /** What is around a step; the same step with the same surroundings has the same path. */
  private record Around(
      String path, List<Integer> loops, List<Catcher> catchers, boolean guarded, String error) {
    Around in(String part) {
      return new Around(path + "/" + part, loops, catchers, guarded, error);
    }

    Around round(int index, int item) {
      List<Integer> all = new ArrayList<>(loops);
      all.add(index);
      all.add(item);
      return new Around(path + "/" + index, all, catchers, guarded, error);
    }

    Around tried(Catcher catcher) {
      List<Catcher> all = new ArrayList<>(catchers);
      all.addFirst(catcher);
      return new Around(path + "/try", loops, all, true, error);
    }

    Around handling(Failure failure) {
      return new Around(path + "/catch", loops, catchers, guarded, failure.type());
    }

    Optional<Catcher> catcher(Failure failure) {
      return catchers.stream().filter(c -> c.catches(failure)).findFirst();
    }
  }

  private final Map<String, Integer> refused = new HashMap<>();
  private Ledger ledger = new Ledger();
  private Json context = Json.EMPTY;

  private Reference() {}

  /** What must come of a sketch. */
  public static Expected of(Sketch sketch) {
    var reference = new Reference();
    Expected.Ending ending = reference.ending(sketch);
    Ledger ledger = reference.ledger;
    return new Expected(
        ending, ledger.must(), ledger.most(), ledger.asked(), ledger.perhapsAsked());
  }

  private Expected.Ending ending(Sketch sketch) {
    var around = new Around("", List.of(), List.of(), false, "");
    try {
      return completed(row(sketch.steps(), Sketch.INPUT, around));
    } catch (Stopped stopped) {
      return completed(stopped.data);
    } catch (Thrown thrown) {
      return new Expected.Ending.Faulted(thrown.failure.type());
    }
  }

  private Expected.Ending completed(Json data) {
    var tree = Json.object();
    tree.set("data", data.view());
    tree.set("context", context.view());
    return new Expected.Ending.Completed(Json.adopt(tree));
  }

  private Json row(List<Node> nodes, Json data, Around around) {
    Json value = data;
    for (Node node : nodes) {
      value = step(node, value, around.in(node.name()));
    }
    return value;
  }

  private Json step(Node node, Json data, Around here) {
    return switch (node) {
      case Node.Put put -> put(put, data, here);
      case Node.Act act -> act(act, data, here);
      case Node.Circle circle -> circle(circle, data, here);
      case Node.Row(_, var body, _) -> row(body, data, here);
      case Node.Overdue(_, var body) -> {
        row(body, data, here);
        throw thrown(Failure.TIMEOUT, here);
      }
      case Node.Fork(_, var branches) -> fork(branches, data, here);
      case Node.Race(_, var winner, var laggards, _) -> {
        laggards.forEach(l -> perhaps(() -> step(l, data, here.in(l.name()))));
        yield step(winner, data, here.in(winner.name()));
      }
      case Node.Laggard(var name, var before) -> {
        before.ifPresent(doer -> {
          Json arguments = Json.adopt(arguments(name + "_do", data, here));
          ledger.done(here.path(), doer, Cast.canonical(arguments));
        });
        yield data;
      }
      case Node.Loop loop -> {
        Json value = data;
        for (int i = 0; i < Math.min(loop.most(), loop.items().size()); i++) {
          value = row(loop.body(), value, here.round(i, loop.items().get(i)));
        }
        yield value;
      }
      case Node.Try attempt -> attempt(attempt, data, here);
      case Node.Raise _ -> throw thrown(Failure.RAISED, here);
      case Node.Rest _ -> data;
      case Node.Human human -> human(human, data, here);
      case Node.Panel panel -> panel(panel, data, here);
      case Node.Choice choice ->
          number(data) % 2 == 0 ? row(choice.even(), data, here) : row(choice.odd(), data, here);
      case Node.Stop(var name) -> {
        var value = Json.object().put("stopped", name);
        value.set("was", data.view());
        throw new Stopped(Json.adopt(value));
      }
    };
  }

  private static long number(Json data) {
    return data.member("v").map(v -> v.view().asLong(0)).orElse(0L);
  }

  private static Thrown thrown(Failure failure, Around here) {
    return new Thrown(here.catcher(failure).map(c -> c), failure);
  }

  private Json put(Node.Put put, Json data, Around here) {
    var value = Json.object().put("tag", put.name());
    value.set("was", data.view());
    if (!here.error().isEmpty()) {
      value.put("error", here.error());
    }
    if (put.exported()) {
      long mark = data.member("v").isPresent() ? number(data) : 1;
      context = context.with(put.name(), Json.of(mark));
    }
    return Json.adopt(value);
  }

  private static ObjectNode arguments(String name, Json data, Around here) {
    var tree = Json.object().put("step", name);
    tree.set("data", data.view());
    var loops = tree.putArray("loops");
    here.loops().forEach(loops::add);
    return tree.put("guarded", here.guarded());
  }

  private Json act(Node.Act act, Json data, Around here) {
    if (act.conditional() && number(data) % 3 == 0) {
      return data;
    }
    var arguments = arguments(act.name(), data, here);
    if (act.refusals() > 0) {
      arguments.put("refuse", act.refusals());
    }
    while (refuses(here.path(), act.refusals())) {
      if (here.catcher(Failure.REFUSED).isPresent()) {
        throw thrown(Failure.REFUSED, here);
      }
      if (act.mend() != Node.Mend.RETRY) {
        return act.mend() == Node.Mend.SKIP ? data : Cast.supplied(act.name());
      }
    }
    return done(here.path(), act.doer(), Json.adopt(arguments));
  }

  /** Whether the receiver refuses once more what is done at this path. */
  private boolean refuses(String path, int times) {
    return times == Node.ALWAYS || refused.merge(path, 1, Integer::sum) <= times;
  }

  private Json done(String path, Doer doer, Json arguments) {
    ledger.done(path, doer, Cast.canonical(arguments));
    return Cast.answer(doer, arguments);
  }

  private Json circle(Node.Circle circle, Json data, Around here) {
    Json value = data;
    for (int n = 0; n < circle.rounds(); n++) {
      var arguments = arguments(circle.name() + "_do", value, here).put("round", n);
      value = done(here.path() + "~" + n, circle.doer(), Json.adopt(arguments));
    }
    return value;
  }

  /** Does what may be done and may as well be left. */
  private void perhaps(Runnable body) {
    Ledger outer = ledger;
    ledger = new Ledger();
    try {
      body.run();
    } finally {
      outer.add(ledger, false);
      ledger = outer;
    }
  }

  private Json fork(List<Node> branches, Json data, Around here) {
    Ledger outer = ledger;
    Json before = context;
    var results = JsonNodeFactory.instance.arrayNode();
    List<Ledger> all = new ArrayList<>();
    List<Thrown> errors = new ArrayList<>();
    List<Ledger> failing = new ArrayList<>();
    for (Node branch : branches) {
      ledger = new Ledger();
      all.add(ledger);
      try {
        results.add(step(branch, data, here.in(branch.name())).view());
      } catch (Thrown thrown) {
        errors.add(thrown);
        failing.add(ledger);
      }
    }
    ledger = outer;
    if (errors.isEmpty()) {
      all.forEach(l -> outer.add(l, true));
      return Json.adopt(results);
    }
    if (!context.equals(before) || errors.stream().anyMatch(e -> !e.sameAs(errors.getFirst()))) {
      throw new Ambiguous("which branch fails first makes a difference");
    }
    all.forEach(l -> outer.add(l, errors.size() == 1 && failing.contains(l)));
    throw errors.getFirst();
  }

  private Json attempt(Node.Try attempt, Json data, Around here) {
    var catcher = new Catcher(attempt);
    while (true) {
      try {
        return row(attempt.body(), data, here.tried(catcher));
      } catch (Thrown thrown) {
        if (!thrown.to.filter(to -> to == catcher).isPresent()) {
          throw thrown;
        }
        if (!catcher.again()) {
          return attempt.handler().isEmpty()
              ? data
              : row(attempt.handler().get(), data, here.handling(thrown.failure));
        }
        catcher.number++;
      }
    }
  }

  private Json human(Node.Human human, Json data, Around here) {
    ledger.asked(human.name());
    var output = Json.object();
    switch (human.manner()) {
      case ANSWERED, ESCALATED -> {
        var shown = Json.object().put("say", human.answer());
        shown.set("data", data.view());
        output.put("answer", human.answer()).put("by", Outside.PERSON);
        output.set("data", Cast.filled(Json.adopt(shown)).view());
      }
      case DEFAULTED -> output.put("answer", human.answer()).put("by", "deadline");
      case CONTINUED -> output.put("timedOut", true);
      case LATE -> throw thrown(Failure.TIMEOUT, here);
    }
    return Json.adopt(output);
  }

  private Json panel(Node.Panel panel, Json data, Around here) {
    var tree = arguments(panel.name(), data, here);
    var words = tree.putObject("words");
    List<Doer> members = panel.members();
    for (int i = 0; i < members.size(); i++) {
      words.put(members.get(i).rosterName(), panel.says().get(i));
    }
    if (panel.refusals() > 0) {
      tree.put("refuse", panel.refusals()).put("refuser", members.getLast().rosterName());
    }
    Json arguments = Json.adopt(tree);
    var others = members.subList(0, members.size() - 1);
    while (refuses(here.path(), panel.refusals())) {
      perhaps(() -> others.forEach(m -> done(here.path() + "#" + m, m, arguments)));
      if (here.catcher(Failure.REFUSED).isPresent()) {
        throw thrown(Failure.REFUSED, here);
      }
    }
    var opinions = Json.object();
    members.forEach(
        m -> opinions.set(m.rosterName(), done(here.path() + "#" + m, m, arguments).view()));
    return resolved(panel, data, opinions, here);
  }

  private Json resolved(Node.Panel panel, Json data, ObjectNode opinions, Around here) {
    var output = Json.object();
    output.set("opinions", opinions);
    List<String> says = panel.says();
    String first = says.getFirst();
    boolean unanimous = says.stream().allMatch(first::equals);
    output.put("unanimous", unanimous);
    if (unanimous) {
      return Json.adopt(output.put("say", first).put("resolvedBy", "agreement"));
    }
    Optional<String> most =
        says.stream()
            .filter(w -> 2 * says.stream().filter(w::equals).count() > says.size())
            .findFirst();
    return switch (panel.rule()) {
      case PERSON -> byPerson(panel, data, output);
      case MAJORITY ->
          most.isPresent()
              ? Json.adopt(output.put("say", most.get()).put("resolvedBy", "majority"))
              : byPerson(panel, data, output);
      case SENIOR -> {
        String senior = panel.members().getFirst().rosterName();
        yield Json.adopt(output.put("say", first).put("resolvedBy", senior));
      }
      case RAISE -> {
        if (here.catcher(Failure.CONFLICT).isPresent()) {
          throw thrown(Failure.CONFLICT, here);
        }
        yield panel.mend() == Node.Mend.SKIP ? data : Cast.supplied(panel.name());
      }
    };
  }

  private Json byPerson(Node.Panel panel, Json data, ObjectNode output) {
    ledger.asked(panel.name());
    var shown = Json.object().put("say", panel.answer());
    shown.set("data", data.view());
    output.put("say", panel.answer()).put("resolvedBy", Outside.PERSON);
    output.set("data", Cast.filled(Json.adopt(shown)).view());
    return Json.adopt(output);
  }
}
