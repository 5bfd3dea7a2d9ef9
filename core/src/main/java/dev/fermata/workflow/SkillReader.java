package dev.fermata.workflow;

import dev.fermata.value.Json;
import dev.fermata.workflow.Step.Call.Skilled;
import dev.fermata.workflow.Workflow.Unchecked;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads calls that name a skill, and leave it open who has it. */
final class SkillReader {
  /** How long a person has where the document does not say. */
  static final Duration DUE = Duration.ofDays(1);

  private static final List<String> PREFERRED = List.of("agent", "person");

  private final Gathering gathering;

  SkillReader(Gathering gathering) {
    this.gathering = gathering;
  }

  Step.Call skilled(Part.Fields fields, Step.Head head, List<String> variables) {
    fields
        .take("agent")
        .ifPresent(p -> p.error("give 'agent' or 'skill', not both: a skill leaves it open who"));
    String skill = fields.take("skill").flatMap(this::skill).orElse("");
    String work = fields.take("work").flatMap(Part::name).orElse("");
    Optional<Template> input = fields.take("input").map(p -> gathering.template(p, variables));
    boolean people =
        fields.take("prefer").flatMap(p -> p.word(PREFERRED)).filter("person"::equals).isPresent();
    Optional<Json> output = fields.take("output").flatMap(gathering::schema);
    Step.Ask ask = ask(fields, input, output, work.isEmpty() ? skill : work, variables);
    return new Skilled(head, skill, work, input, people, output, ask);
  }

  private Optional<String> skill(Part part) {
    Optional<String> skill = gathering.rosterName(part);
    skill.ifPresent(
        name -> gathering.name(new Unchecked.Name.OfSkill(name, part.pointer(), part.at())));
    return skill;
  }

  private Step.Ask ask(
      Part.Fields fields,
      Optional<Template> input,
      Optional<Json> output,
      String work,
      List<String> variables) {
    Template question =
        fields
            .take("question")
            .filter(p -> p.text().isPresent())
            .map(p -> gathering.template(p, variables))
            .orElseGet(() -> text(fields, "Please do this: " + work));
    Map<String, Template> answers = new LinkedHashMap<>();
    answers.put(Skilled.DONE, text(fields, "What you give counts as the step's result."));
    answers.put(Skilled.CANNOT, text(fields, "The step fails, with your reason."));
    Duration due = fields.take("due").flatMap(Part::lengthOverZero).orElse(DUE);
    List<String> escalate =
        fields.take("escalate").map(Part::itemOrItems).orElse(List.of()).stream()
            .flatMap(p -> gathering.team(p).stream())
            .distinct()
            .toList();
    return new Step.Ask(
        "",
        question,
        input.orElseGet(() -> text(fields, "${ . }")),
        answers,
        output,
        due,
        escalate,
        new Step.Otherwise.RaiseTimeout(),
        Optional.empty());
  }

  private static Template text(Part.Fields fields, String text) {
    return new Template(Json.of(text), fields.part().at());
  }
}
