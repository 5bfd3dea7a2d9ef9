package dev.fermata.testkit.taint;

import dev.fermata.testkit.taint.Ex.Wrong;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a random flow step by step, as simply as can be: every value carries its words, and every
 * block the words of what was decided in it. Not thread-safe.
 */
final class Naive {
  /** What the agents answer, and with which words beside those of what they were given. */
  static final Map<String, String> ANSWERS =
      Map.of(
          "scorer",
          "{\"rating\":\"high\",\"when\":\"2026-01-02\",\"score\":7,\"reason\":\"so\",\"extra\":\"x\"}",
          "plain",
          "{\"rating\":\"low\",\"said\":\"words\",\"list\":[{\"id\":1},{\"id\":2}]}",
          "keeper",
          "{\"kept\":{\"id\":1,\"secret\":2},\"rating\":\"high\"}");

  private final List<Tainted> calls = new ArrayList<>();
  private Tainted context = Tainted.object(Map.of());

  /** A step failed; the words are those of the error. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Set<String> words;
    final String title;
    final boolean ofCall;

    Fault(Set<String> words, String title, boolean ofCall) {
      super(title, null, false, false);
      this.words = words;
      this.title = title;
      this.ofCall = ofCall;
    }
  }

  /** How a run ends; a call that fails and that nobody catches waits for a repair. */
  sealed interface End {
    record Completed(Tainted output) implements End {}

    record Faulted(Set<String> words) implements End {}

    record Waits(Set<String> words) implements End {}
  }

  record Course(List<Tainted> calls, End end) {}

  static Course course(List<St> steps, Tainted input) {
    var naive = new Naive();
    try {
      Tainted output = naive.block(steps, input, Set.of(), Map.of());
      return new Course(naive.calls, new End.Completed(output));
    } catch (Fault fault) {
      return new Course(
          naive.calls, fault.ofCall ? new End.Waits(fault.words) : new End.Faulted(fault.words));
    }
  }

  private Tainted eval(
      Ex ex, Tainted dot, Tainted input, Set<String> under, Map<String, Tainted> vars) {
    Map<String, Tainted> all = new HashMap<>(vars);
    all.put("context", context);
    all.put("input", input);
    try {
      return ex.eval(dot, all).with(under);
    } catch (Wrong wrong) {
      Set<String> words = new TreeSet<>(dot.all());
      words.addAll(under);
      ex.names().forEach(n -> words.addAll(all.getOrDefault(n, Tainted.nothing()).all()));
      throw new Fault(words, "Expression failed", false);
    }
  }

  /** What was decided is known to all that follows; that nothing was exported tells of it, too. */
  private Set<String> raised(Set<String> under, Set<String> more) {
    if (under.containsAll(more)) {
      return under;
    }
    context = context.with(more);
    return Tainted.both(under, more);
  }

  private Tainted block(
      List<St> steps, Tainted given, Set<String> under, Map<String, Tainted> vars) {
    Set<String> known = under;
    Tainted data = given.with(known);
    for (int i = 0; i < steps.size(); i++) {
      St step = steps.get(i);
      if (step.when().isPresent()) {
        Tainted test = condition(step, data, known, vars);
        known = raised(known, test.all());
        data = data.with(known);
        if (!test.holds()) {
          continue;
        }
      }
      if (step instanceof St.Switch choice) {
        Tainted test = eval(choice.test(), data, data, known, vars);
        known = raised(known, test.all());
        data = data.with(known);
        if (test.holds()) {
          i = target(steps, choice.target()) - 1;
        }
      } else {
        data = step(step, data, known, vars).with(known);
      }
    }
    return data;
  }

  /** A call whose condition fails has failed as a call. */
  private Tainted condition(St step, Tainted data, Set<String> known, Map<String, Tainted> vars) {
    boolean call = step instanceof St.Call || step instanceof St.Panel || step instanceof St.Ask;
    Ex when = step.when().orElseThrow();
    return call
        ? ofCall(() -> eval(when, data, data, known, vars))
        : eval(when, data, data, known, vars);
  }

  private static int target(List<St> steps, String name) {
    int at = steps.stream().map(St::name).toList().indexOf(name);
    return at < 0 ? steps.size() : at;
  }

  private Tainted step(St step, Tainted data, Set<String> under, Map<String, Tainted> vars) {
    return switch (step) {
      case St.SetData set -> {
        Map<String, Tainted> members = new LinkedHashMap<>();
        set.value().forEach((name, ex) -> members.put(name, eval(ex, data, data, under, vars)));
        Tainted made = Tainted.object(members).with(under);
        if (set.export().isPresent()) {
          context = eval(set.export().get(), made, data, under, vars);
        }
        yield made;
      }
      case St.Whole whole -> eval(whole.value(), data, data, under, vars);
      case St.Switch _ -> data;
      case St.Do inner -> block(inner.steps(), data, under, vars);
      case St.For loop -> loop(loop, data, under, vars);
      case St.Fork fork -> {
        List<Tainted> all = new ArrayList<>();
        for (St branch : fork.branches()) {
          all.add(step(branch, data, under, vars).with(under));
        }
        yield Tainted.list(all).with(under);
      }
      case St.Try attempt -> attempt(attempt, data, under, vars);
      case St.Raise raise -> {
        Tainted detail =
            eval(new Ex.Mix(Ex.Mix.Kind.TYPE, List.of(raise.detail())), data, data, under, vars);
        throw new Fault(detail.all(), "Raised", false);
      }
      case St.Call call ->
          ofCall(() -> {
            Tainted input = eval(call.input(), data, data, under, vars);
            return answered(call.agent(), input);
          });
      case St.Panel panel -> ofCall(() -> panel(eval(panel.input(), data, data, under, vars)));
      case St.Ask ask -> ofCall(() -> asked(ask, eval(ask.show(), data, data, under, vars)));
    };
  }

  private static Tainted ofCall(java.util.function.Supplier<Tainted> made) {
    try {
      return made.get();
    } catch (Fault fault) {
      throw new Fault(fault.words, fault.title, true);
    }
  }

  private Tainted loop(St.For loop, Tainted data, Set<String> under, Map<String, Tainted> vars) {
    Tainted items = eval(loop.in(), data, data, under, vars);
    if (!items.isList()) {
      throw new Fault(items.all(), "Expression failed", false);
    }
    Set<String> known = under;
    Tainted value = data;
    for (int i = 0; i < items.items().size(); i++) {
      Map<String, Tainted> inner = new HashMap<>(vars);
      inner.put("item", items.item(i));
      inner.put("index", Tainted.plain(Json.of((long) i).view()));
      Set<String> decided = Tainted.both(known, items.words());
      boolean more = true;
      if (loop.goOn().isPresent()) {
        Tainted test = eval(loop.goOn().get(), value, value, decided, inner);
        decided = Tainted.both(decided, test.all());
        more = test.holds();
      }
      if (!more) {
        return value.with(decided);
      }
      known = raised(known, decided);
      value = block(loop.steps(), value, known, inner);
    }
    return value.with(items.words()).with(known);
  }

  private Tainted attempt(
      St.Try attempt, Tainted data, Set<String> under, Map<String, Tainted> vars) {
    try {
      return block(attempt.steps(), data, under, vars);
    } catch (Fault fault) {
      Set<String> words = fault.words;
      if (attempt.caught().isPresent()) {
        Map<String, Tainted> inner = new HashMap<>(vars);
        inner.put("error", error(fault, words));
        Tainted test = eval(attempt.caught().get(), data, data, under, inner);
        words = Tainted.both(words, test.all());
        if (!test.holds()) {
          throw new Fault(words, fault.title, fault.ofCall);
        }
      }
      context = context.with(words);
      Map<String, Tainted> inner = new HashMap<>(vars);
      inner.put("error", error(fault, words));
      Set<String> known = Tainted.both(under, words);
      return block(attempt.handler(), data, known, inner).with(known);
    }
  }

  private static Tainted error(Fault fault, Set<String> words) {
    Map<String, Tainted> members = new LinkedHashMap<>();
    for (String name : List.of("type", "status", "title", "detail", "instance")) {
      members.put(name, Tainted.of(name.equals("title") ? fault.title : "the " + name));
    }
    return Tainted.object(members).with(words);
  }

  private Tainted answered(String agent, Tainted input) {
    calls.add(input);
    Tainted answer = Tainted.plain(Json.parse(ANSWERS.getOrDefault(agent, "{}")).view());
    answer =
        switch (agent) {
          case "scorer" ->
              answer
                  .put("reason", answer.member("reason").with(Set.of("untrusted", "personal")))
                  .put("extra", answer.member("extra").with(Set.of("untrusted")));
          case "keeper" -> answer.with(Set.of("special", "not:us", "not:ch"));
          default -> answer.with(Set.of("untrusted"));
        };
    return answer.with(input.all());
  }

  private Tainted panel(Tainted input) {
    Tainted a = answered("scorer", input);
    Tainted b = answered("plain", input);
    Set<String> compared = Tainted.both(a.member("rating").all(), b.member("rating").all());
    Map<String, Tainted> opinions = new LinkedHashMap<>();
    opinions.put("a", a);
    opinions.put("b", b);
    Map<String, Tainted> members = new LinkedHashMap<>();
    members.put("rating", a.member("rating").with(compared));
    members.put("opinions", Tainted.object(opinions));
    members.put("unanimous", Tainted.of(false).with(compared));
    members.put("resolvedBy", Tainted.of("a").with(compared));
    return Tainted.object(members);
  }

  /** A person's word tells of what they saw, but is their own. */
  private static Tainted asked(St.Ask ask, Tainted shown) {
    Map<String, Tainted> members = new LinkedHashMap<>();
    members.put("answer", Tainted.of("yes"));
    members.put("by", Tainted.of("ana"));
    if (ask.endorse()) {
      members.put("endorsed", Tainted.plain(shown.plain()));
      return Tainted.object(members);
    }
    Set<String> words = new TreeSet<>(shown.all());
    words.remove("untrusted");
    return Tainted.object(members).with(words);
  }
}
