package dev.fermata.workflow.words;

import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Flow;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** What a workflow does, in plain sentences, one below the other. */
public final class Outline {
  /**
   * One sentence.
   *
   * @param depth how far it stands to the right, from 0
   * @param name of the step, where the sentence begins one; else empty
   * @param people whether a person is asked here
   */
  public record Item(int depth, String name, String text, StepId step, boolean people) {}

  private final List<Item> items = new ArrayList<>();

  private Outline() {}

  public static List<Item> of(Workflow workflow) {
    var outline = new Outline();
    outline.block(workflow.body(), 0);
    workflow
        .timeout()
        .ifPresent(limit ->
            outline.items.add(
                new Item(
                    0,
                    "",
                    "The whole run may take at most " + Spans.of(limit) + ".",
                    new StepId(""),
                    false)));
    workflow
        .goals()
        .forEach(
            goal -> outline.items.add(new Item(0, "", Aims.sentence(goal), new StepId(""), false)));
    return List.copyOf(outline.items);
  }

  private void block(Block block, int depth) {
    block.steps().forEach(step -> step(step, depth));
  }

  private void step(Step step, int depth) {
    Step.Head head = step.head();
    String condition =
        head.when().map(when -> "Only if " + Sentences.condition(when) + ": ").orElse("");
    String text = condition + Sentences.of(step);
    boolean people = asksPeople(step instanceof Step.Reviewed r ? r.work() : step);
    items.add(new Item(depth, head.name(), text, step.id(), people));
    inside(step, depth + 1);
    head.timeout()
        .ifPresent(limit ->
            say(step, depth + 1, "This may take at most " + Spans.of(limit) + ", else it fails."));
    boolean goesOn = step instanceof Step.Switch || step instanceof Step.Raise;
    if (!goesOn && !(head.then() instanceof Flow.Continue)) {
      say(step, depth + 1, "Then " + Sentences.to(head.then()) + ".");
    }
  }

  private void say(Step step, int depth, String text) {
    items.add(new Item(depth, "", text, step.id(), false));
  }

  private void inside(Step step, int depth) {
    switch (step) {
      case Step.Do(_, var body) -> block(body, depth);
      case Step.For loop -> block(loop.body(), depth);
      case Step.Fork fork -> fork.branches().values().forEach(branch -> block(branch, depth));
      case Step.Switch choice -> cases(choice, depth);
      case Step.Try attempt -> attempt(attempt, depth);
      case Step.Call.Human human -> asked(step, human.ask(), depth);
      case Step.Call.Skilled skilled ->
          say(step, depth, "If a person does it: " + Sentences.late(skilled.ask()));
      case Step.Call.Panel panel -> panel(panel, depth);
      case Step.Call.Plan plan -> plan(plan, depth);
      case Step.Reviewed reviewed -> reviewed(reviewed, depth);
      case Step.SetData _,
          Step.Raise _,
          Step.Wait _,
          Step.Call.Http _,
          Step.Call.Agent _,
          Step.Call.Tool _,
          Step.Call.Child _ -> {}
    }
  }

  private void cases(Step.Switch choice, int depth) {
    for (Step.Switch.Case each : choice.cases()) {
      String when = each.when().map(e -> "If " + Sentences.condition(e)).orElse("Otherwise");
      say(choice, depth, when + ", " + Sentences.to(each.then()) + ".");
    }
    if (choice.cases().stream().allMatch(each -> each.when().isPresent())) {
      say(choice, depth, "Otherwise, " + Sentences.to(choice.head().then()) + ".");
    }
  }

  private void attempt(Step.Try attempt, int depth) {
    block(attempt.body(), depth);
    Step.Catch handler = attempt.handler();
    handler.retry().ifPresent(retry -> say(attempt, depth, Sentences.retry(handler, retry)));
    handler
        .body()
        .ifPresent(body -> {
          String error = Sentences.caught(handler);
          String last = handler.retry().isPresent() ? " in the end" : "";
          items.add(new Item(depth, "", "If that fails" + last + error + ":", body.id(), false));
          block(body, depth + 1);
        });
  }

  private void asked(Step step, Step.Ask ask, int depth) {
    answers(step, ask, depth);
    say(step, depth, Sentences.late(ask));
  }

  private void answers(Step step, Step.Ask ask, int depth) {
    ask.answers()
        .forEach(
            (answer, effect) -> say(step, depth, "\"" + answer + "\": " + Sentences.plain(effect)));
  }

  private void panel(Step.Call.Panel panel, int depth) {
    panel
        .within()
        .ifPresent(time ->
            say(panel, depth, "Opinions that come after " + Spans.of(time) + " do not count."));
    switch (panel.conflict()) {
      case Step.Conflict.ByPerson(var ask) -> {
        String text = "If they differ, ask " + ask.team() + ": " + Sentences.question(ask);
        items.add(new Item(depth, "", text, panel.id(), true));
        asked(panel, ask, depth + 1);
      }
      case Step.Conflict.ByMajority(var tie) -> {
        say(panel, depth, "If they differ, more than half of them decide.");
        tie.ifPresent(ask -> {
          String text =
              "If there is no majority, ask " + ask.team() + ": " + Sentences.question(ask);
          items.add(new Item(depth, "", text, panel.id(), true));
          asked(panel, ask, depth + 1);
        });
      }
      case Step.Conflict.BySenior(var member) ->
          say(panel, depth, "If they differ, the word of " + member + " counts.");
      case Step.Conflict.ByError _ -> say(panel, depth, "If they differ, the step fails.");
    }
  }

  private void reviewed(Step.Reviewed step, int depth) {
    inside(step.work(), depth);
    say(step.work(), depth, "Its result is handed on only if all of this holds:");
    for (Step.Check check : step.checks()) {
      Step of = check instanceof Step.Check.Asked asked ? asked.who() : step;
      items.add(new Item(depth + 1, "", Sentences.check(check), of.id(), asksPeople(of)));
    }
    if (step.repairs() > 0) {
      String times = Sentences.times(step.repairs());
      say(step, depth, "If not, it is told why and does it again, up to " + times + ".");
    }
    if (step.instead().isEmpty()) {
      say(step, depth, "If it still does not pass, the step fails.");
    }
    step.instead()
        .ifPresent(call -> {
          String then =
              call instanceof Step.Call.Human human
                  ? human.ask().team() + " say what counts."
                  : Sentences.of(call);
          String text = "If it still does not pass: " + then;
          items.add(new Item(depth, "", text, call.id(), asksPeople(call)));
        });
  }

  private static boolean asksPeople(Step step) {
    return step instanceof Step.Call.Human;
  }

  private void plan(Step.Call.Plan plan, int depth) {
    say(
        plan,
        depth,
        "The plan is checked before anything of it runs; one that cannot be run is sent back up to "
            + Sentences.times(plan.repairs())
            + ", and after a failure another is made up to "
            + Sentences.times(plan.replans())
            + ".");
    plan.together()
        .ifPresent(agent -> say(plan, depth, "Then " + agent + " pulls the results together."));
  }
}
