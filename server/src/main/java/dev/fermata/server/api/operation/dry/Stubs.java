package dev.fermata.server.api.operation.dry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Roster;
import dev.fermata.run.dry.Answers;
import dev.fermata.run.host.Targets;
import dev.fermata.server.api.operation.Means;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What stands for the world in a dry run: what the author gave, else the last result on record of
 * the same target, else a value that fits its schema. Nobody is called.
 */
final class Stubs implements Answers {
  static final String GIVEN = "given";
  static final String RECORDED = "recorded";
  static final String MADE_UP = "made-up";

  private static final int PAGE = 500;

  /** So many entries of a run are looked through for a result. */
  private static final int ENTRIES = 5_000;

  private static final String APPROVE = "approve";

  private final Means means;
  private final JsonNode calls;
  private final JsonNode people;
  private final Set<String> failing;
  private final Predicate<EffectKey> recorded;
  private final Map<String, Optional<Json>> known = new HashMap<>();

  /**
   * @param calls outputs, by the step's place or by the target's name
   * @param people answers, by the step's place or by the team's name
   * @param failing targets or places that fail
   * @param recorded of which effects what is on record is taken, too
   */
  Stubs(
      Means means,
      JsonNode calls,
      JsonNode people,
      Set<String> failing,
      Predicate<EffectKey> recorded) {
    this.means = means;
    this.calls = calls;
    this.people = people;
    this.failing = Set.copyOf(failing);
    this.recorded = recorded;
  }

  @Override
  public Given call(EffectKey key, Target target) {
    String name = name(target);
    List<String> names = List.of(key.place().path(), name);
    if (names.stream().anyMatch(failing::contains)) {
      return new Given(
          new Reply.Rejected(Problem.communication(503, "it fails in this dry run"), false), GIVEN);
    }
    for (String each : names) {
      if (calls.has(each)) {
        return new Given(answered(target, Json.of(calls.get(each))), GIVEN);
      }
    }
    Optional<Json> last = known.computeIfAbsent(name, this::lastOf);
    return last.map(output -> new Given(answered(target, output), RECORDED))
        .orElseGet(() -> new Given(answered(target, madeUp(target)), MADE_UP));
  }

  /** Of a model, the agent that it is the model of. */
  private static String name(Target target) {
    return target instanceof Target.Model(var agent, _, _) ? agent : target.display();
  }

  /** A model says text; what it is to mean is read from that. */
  private static Reply answered(Target target, Json output) {
    Json said = output;
    if (target instanceof Target.Model) {
      ObjectNode turn = Json.object();
      turn.put("text", output.view().isTextual() ? output.view().asText() : output.toString());
      said = Json.adopt(turn);
    }
    return new Reply.Answered(said, Json.NULL, Usage.NONE);
  }

  private Json madeUp(Target target) {
    Roster roster = means.engine().house().roster();
    Optional<Json> schema =
        switch (target) {
          case Target.Agent(var name, _) -> roster.agent(name).flatMap(agent -> agent.output());
          case Target.Model(var agent, _, _) -> roster.agent(agent).flatMap(a -> a.output());
          case Target.Tool(var server, var name, _) ->
              Targets.tool(roster, server, name).flatMap(tool -> tool.output());
          case Target.Http _, Target.Workflow _ -> Optional.empty();
        };
    return schema.map(s -> Samples.of(s.view())).orElse(Json.EMPTY);
  }

  private Optional<Json> lastOf(String target) {
    var done = Set.of(EffectStatus.DONE);
    var filter =
        new EffectFilter("", "", Set.of(), target, done, "", Optional.empty(), Long.MAX_VALUE, 1);
    return target.endsWith("*")
        ? Optional.empty()
        : means.effects().effects(filter).stream()
            .filter(row -> !row.erased())
            .findFirst()
            .map(EffectRow::key)
            .filter(recorded)
            .flatMap(this::outputOf);
  }

  private Optional<Json> outputOf(EffectKey key) {
    StreamId stream = StreamId.of(key.run());
    long number = 1;
    List<Stored> page;
    do {
      page = means.engine().facts(stream, number, PAGE);
      for (Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof RunFact.EffectSettled settled
              && settled.key().equals(key)
              && settled.reply() instanceof Reply.Answered(var output, _, _)) {
            return Optional.of(output);
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
    return Optional.empty();
  }

  @Override
  public Optional<Decision> person(Task task) {
    Json data = task.brief().form().map(form -> Samples.of(form.view())).orElse(Json.NULL);
    for (String each : List.of(task.place().path(), task.team())) {
      if (people.path(each).isTextual()) {
        return Optional.of(new Decision(people.path(each).asText(), data, GIVEN));
      }
    }
    Set<String> answers = task.brief().answers().keySet();
    return switch (task.kind()) {
      case APPROVE -> Optional.of(new Decision(APPROVE, data, MADE_UP));
      case HUMAN, CONFLICT ->
          answers.stream().findFirst().map(first -> new Decision(first, data, MADE_UP));
      // What went wrong is to be seen, and not to be passed over.
      case REPAIR, IN_DOUBT -> Optional.empty();
    };
  }
}
