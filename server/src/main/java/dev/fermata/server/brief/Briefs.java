package dev.fermata.server.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunRow;
import dev.fermata.roster.Principal;
import dev.fermata.run.desk.Touch;
import dev.fermata.server.show.Change;
import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.task.brief.Evidence;
import dev.fermata.task.brief.Friction;
import dev.fermata.task.brief.Likeness;
import dev.fermata.task.brief.Rating;
import dev.fermata.task.brief.Terms;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands beside the briefs of tasks, and whether an answer counts yet. Every way in asks here
 * before a decision is handed to the engine. Safe for use by many threads.
 */
public final class Briefs {
  private static final int PROPOSAL_CHARS = 160;
  private static final int PRECEDENT_FIELDS = 6;

  /** Results of earlier steps that are shown as evidence. */
  private static final int RESULTS = 6;

  private final Fermata engine;
  private final Casebook cases;
  private final Foresight foresight;
  private final Blindfold blindfold;

  public Briefs(Fermata engine) {
    this.engine = engine;
    this.cases = new Casebook(engine);
    this.foresight = new Foresight(engine);
    this.blindfold = new Blindfold(engine, this);
  }

  /** What of runs is withheld from whom. */
  public Blindfold blindfold() {
    return blindfold;
  }

  /** What the workflow says of a task; nothing for a workflow that is not known any more. */
  private record Setting(Optional<Course> course, Terms terms) {}

  private Setting setting(Task task, Optional<RunRow> run) {
    Optional<Course> course =
        run.flatMap(r -> engine.definition(r.definition())).map(w -> Course.of(w, task.place()));
    boolean asks = task.kind() == Task.Kind.HUMAN || task.kind() == Task.Kind.CONFLICT;
    Terms terms =
        course
            .flatMap(Course::step)
            .map(step -> Terms.of(step.head().metadata()))
            .map(c -> asks ? c : new Terms(c.risk(), 0, c.reasons()))
            .orElse(Terms.NONE);
    boolean opinions = task.kind() == Task.Kind.CONFLICT;
    return new Setting(course, opinions ? terms.blindAtLeast(share(task.team())) : terms);
  }

  /** Of how many of the opinions put before a team its people first say what they think. */
  private double share(String team) {
    return engine.house().roster().team(team).flatMap(t -> t.how().blindFirst()).orElse(0.0);
  }

  /** The same of a panel of which that team is asked. */
  double blindShare(Step.Call.Panel panel, String team) {
    return Terms.of(panel.head().metadata()).blindAtLeast(share(team)).blindFirst();
  }

  /** Whether whoever is asked first gives an answer of their own. */
  public boolean blind(Task task) {
    return task.waits() && blind(task, setting(task, engine.views().run(task.run())).terms());
  }

  private Rating rating(Task task, Setting setting) {
    boolean asks = task.kind() == Task.Kind.HUMAN || task.kind() == Task.Kind.CONFLICT;
    EffectClass follows =
        asks
            ? setting
                .course()
                .map(c -> c.worst(engine.house().roster()))
                .orElse(EffectClass.IRREVERSIBLE)
            : EffectClass.READ;
    return Rating.of(task, new Rating.Around(setting.terms().risk(), follows));
  }

  /** How grave a task is, for lists that are ordered by it. */
  public Rating rating(Task task, Optional<RunRow> run) {
    return rating(task, setting(task, run));
  }

  private boolean blind(Task task, Terms terms) {
    return terms.blindFirst() > 0
        && terms.blind(
            engine.state(task.run()).flatMap(s -> s.start()).map(s -> s.seed()).orElse(""),
            task.id().value());
  }

  /** What a line of a list says more. */
  public void item(ObjectNode item, Task task, Optional<RunRow> run) {
    Setting setting = setting(task, run);
    Rating rating = rating(task, setting);
    boolean blind = blind(task, setting.terms());
    item.put("risk", rating.risk().word()).put("riskWhy", String.join(" ", rating.why()));
    item.put("batchable", task.waits() && Friction.of(rating.risk(), blind).batch());
    String proposal = blind ? "" : proposal(task, setting);
    if (!proposal.isEmpty()) {
      item.put("proposal", proposal);
    }
  }

  /** What is proposed, in one line. */
  private static String proposal(Task task, Setting setting) {
    if (task.kind() == Task.Kind.APPROVE) {
      JsonNode show = task.brief().show().view();
      return shortened(show.path("target").asText() + " " + show.path("arguments"));
    }
    List<String> said = new ArrayList<>();
    String field =
        setting
            .course()
            .map(Course::compared)
            .filter(on -> !on.isEmpty())
            .map(on -> on.getFirst().field())
            .orElse("");
    for (JsonNode each : task.brief().proposals().view()) {
      JsonNode word = each.path("output").path(field);
      if (word.isValueNode()) {
        said.add(each.path("member").asText() + ": " + word.asText());
      }
    }
    return shortened(String.join(" · ", said));
  }

  private static String shortened(String text) {
    return text.length() <= PROPOSAL_CHARS ? text : text.substring(0, PROPOSAL_CHARS) + "…";
  }

  private static Optional<Look> look(Task task, Principal who) {
    return task.look(who.natural());
  }

  /** The evidence of a task; whose ids may be opened. */
  private static List<Evidence> evidence(Task task, Story story) {
    List<Evidence> all = new ArrayList<>(Evidence.shown(task));
    for (JsonNode proposal : task.brief().proposals().view()) {
      String member = proposal.path("member").asText("");
      String agent = proposal.path("agent").asText(member);
      if (!member.isEmpty()) {
        all.add(Evidence.opinion(member, agent, proposal.path("output")));
      }
      story
          .answer(member)
          .map(answered -> Evidence.given(member, agent, answered.evidence().view()))
          .ifPresent(all::addAll);
    }
    int results = 0;
    boolean decisive = false;
    for (Story.Result each : story.before()) {
      boolean last = each.decisive() && !decisive;
      if (results++ < RESULTS || last) {
        String place = each.place().path();
        all.add(
            new Evidence(
                "step/" + place,
                "What '" + each.place().step() + "' came to",
                each.from(),
                place,
                each.value(),
                last));
        decisive |= last;
      }
    }
    return Evidence.within(all);
  }

  /**
   * The ids of a task's evidence that are among these.
   *
   * @throws Unknown if one of them is none
   */
  public Set<String> known(Task task, Set<String> ids) {
    Set<String> known = new HashSet<>();
    evidence(task, Story.of(engine, task)).forEach(e -> known.add(e.id()));
    for (String id : ids) {
      if (!known.contains(id)) {
        throw new Unknown(id, List.copyOf(known));
      }
    }
    return ids;
  }

  /** Evidence that a task does not have. */
  public static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Unknown(String id, List<String> known) {
      super("'" + id + "' is no evidence of this task; it has " + String.join(", ", known));
    }
  }

  /** Why this answer of this person does not count yet; empty if it does. */
  public Optional<Problem> refusal(Task task, Principal who, String answer, String why) {
    if (!task.waits() || !task.brief().answers().containsKey(answer)) {
      return Optional.empty(); // The engine says what is wrong.
    }
    if (!Whose.mayDecide(task, who, engine.house().roster(), engine.now())) {
      return Touch.refusal(task, who, engine.house().roster(), engine.now());
    }
    Setting setting = setting(task, engine.views().run(task.run()));
    Rating rating = rating(task, setting);
    var friction = Friction.of(rating.risk(), blind(task, setting.terms()));
    List<Evidence> evidence =
        friction.evidenceFirst() ? evidence(task, Story.of(engine, task)) : List.of();
    return friction.refusal(task, evidence, look(task, who), answer, why);
  }

  /** Whether a task may be decided together with others. */
  public boolean batchable(Task task) {
    Setting setting = setting(task, engine.views().run(task.run()));
    return Friction.of(rating(task, setting).risk(), blind(task, setting.terms())).batch();
  }

  /** Everything that stands beside the brief. */
  public void whole(ObjectNode tree, Task task, Optional<RunRow> run, Principal who) {
    Setting setting = setting(task, run);
    Rating rating = rating(task, setting);
    Story story = Story.of(engine, task);
    boolean blind = task.waits() && setting.terms().blind(story.seed(), task.id().value());
    var friction = Friction.of(rating.risk(), blind);
    Optional<Look> look = look(task, who);
    List<Evidence> evidence = evidence(task, story);
    boolean withheld = blind && look.flatMap(Look::provisional).isEmpty();
    item(tree, task, run);
    tree.remove("riskWhy");
    rating.why().forEach(tree.putArray("riskWhy")::add);
    ObjectNode asked = tree.putObject("friction");
    asked.put("evidenceFirst", friction.evidenceFirst()).put("reasonAsked", friction.reasonAsked());
    asked.put("blindFirst", friction.blindFirst()).put("batch", friction.batch());
    look.flatMap(Look::provisional).ifPresent(answer -> asked.put("provisional", answer));
    look.map(Look::opened).orElse(Set.of()).forEach(asked.putArray("opened")::add);
    List<String> missing =
        friction.evidenceFirst() && task.waits() ? Friction.missing(evidence, look) : List.of();
    missing.forEach(asked.putArray("missing")::add);
    ObjectNode brief = (ObjectNode) tree.path("brief");
    var beside = new Beside(engine, task, story, setting.course());
    if (withheld) {
      brief.putNull("proposals").put("withheld", true);
      evidence = evidence.stream().filter(e -> !e.id().startsWith("opinion/")).toList();
    } else {
      beside.opinions(brief, cases, Whose.reads(who, engine.house().roster()));
    }
    beside.evidence(brief, evidence);
    precedents(brief, task, run, who);
    beside.around(brief, setting.terms());
    setting
        .course()
        .flatMap(course -> foresight.of(task, story, course))
        .ifPresent(expected -> expected.into((ObjectNode) brief.path("cost")));
  }

  private void precedents(ObjectNode brief, Task task, Optional<RunRow> run, Principal who) {
    var all = brief.putArray("precedents");
    if (run.isEmpty()) {
      return;
    }
    var step = Casebook.Step.of(run.get().workflow(), task.kind(), task.place());
    var here = Likeness.fields(task.brief().show(), run.get().subject());
    var cleared = Whose.reads(who, engine.house().roster());
    Casebook.Alike alike = cases.like(step, task.id(), here, cleared, Beside.PRECEDENTS);
    if (alike.withheld() > 0) {
      brief.put("precedentsWithheld", alike.withheld());
    }
    for (Casebook.Precedent each : alike.shown()) {
      Casebook.Case found = each.found();
      if (engine.views().task(found.task()).isEmpty()) {
        cases.forget(found); // Its data has been erased.
        continue;
      }
      ObjectNode one = all.addObject().put("run", found.run().value());
      one.put("task", found.task().value()).put("subject", found.subject());
      one.put("answer", found.answer()).put("by", found.by()).put("at", found.at().toString());
      each.came()
          .ifPresent(came -> {
            one.set("outcome", came.outcome());
            came.good().ifPresent(good -> one.put("good", good));
          });
      one.put("likeness", Math.round(each.likeness() * 100) / 100.0);
      var differs = one.putArray("differs");
      Likeness.differences(here, found.fields(), PRECEDENT_FIELDS)
          .forEach(d -> {
            ObjectNode field = differs.addObject().put("field", d.field());
            field.set("here", d.here());
            field.set("there", d.there());
          });
    }
  }

  /** What has changed since this brief was read; empty where nobody knows. */
  public String changedSince(Task task) {
    Optional<String> now =
        Story.of(engine, task)
            .successor(id -> engine.views().task(new TaskId(id)).filter(Task::waits).isPresent());
    if (now.isEmpty()) {
      return "";
    }
    Task next = engine.views().task(new TaskId(now.get())).orElseThrow();
    List<String> where =
        Change.between(
                task.brief().show().view().path("arguments"),
                next.brief().show().view().path("arguments"))
            .stream()
            .map(c -> c.pointer() + ": " + c.was() + " is now " + c.is())
            .toList();
    return next.id()
        + " is asked in its place"
        + (where.isEmpty() ? "" : "; " + String.join("; ", where));
  }
}
