package dev.fermata.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.workflow.Step.Call.Skilled;
import dev.fermata.workflow.Workflow.Unchecked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what people are asked, and panels and work for a skill, which may end in such an ask. */
final class AskReader {
  private static final int MEMBERS_LEAST = 2;
  private static final int MEMBERS_MOST = 16;
  private static final int FIELDS_MOST = 16;
  private static final int REASONS_MOST = 12;
  private static final int REASON_CHARS = 60;
  private static final List<String> RISKS = List.of("low", "medium", "high");
  private static final List<String> RULES = List.of("person", "majority", "senior", "raise");
  private static final Set<String> RESULT_FIELDS = Set.of("opinions", "unanimous", "resolvedBy");

  /** How long a person has for work where the document does not say. */
  private static final Duration DUE = Duration.ofDays(1);

  private static final List<String> PREFERRED = List.of("agent", "person");
  private static final String RAISE = "raise";
  private static final String GO_ON = "continue";

  private final Gathering gathering;

  AskReader(Gathering gathering) {
    this.gathering = gathering;
  }

  /** The fields of an ask; whoever calls says when no more fields may come. */
  Step.Ask ask(Part.Fields fields, List<String> variables) {
    String team =
        fields
            .need("team", "name the team whose inbox the task goes to")
            .flatMap(gathering::team)
            .orElse("");
    Template question =
        fields
            .need("question", "a person can only answer what is asked; write one sentence")
            .flatMap(p -> sentence(p, variables))
            .orElse(StepReader.nothing(fields.part()));
    Template show =
        fields
            .take("show")
            .map(p -> shown(p, variables))
            .orElse(new Template(Json.of("${ . }"), fields.part().at()));
    Map<String, Template> answers =
        fields
            .need("answers", "give each answer and what it causes, as accept: The loan is booked.")
            .map(p -> answers(p, variables))
            .orElse(Map.of());
    Optional<Json> form = fields.take("form").flatMap(gathering::schema);
    Duration due =
        fields
            .need("due", "a task without a deadline is forgotten; give one such as PT4H")
            .flatMap(Part::lengthOverZero)
            .orElse(Duration.ZERO);
    boolean working = LimitsReader.workingTime(fields);
    List<String> escalate =
        fields.take("escalate").map(Part::itemOrItems).orElse(List.of()).stream()
            .flatMap(p -> gathering.team(p).stream())
            .distinct()
            .toList();
    Step.Otherwise otherwise =
        fields
            .take("otherwise")
            .map(p -> otherwise(p, answers))
            .orElse(new Step.Otherwise.RaiseTimeout());
    Optional<String> endorse = fields.take("endorse").flatMap(p -> endorse(p, answers));
    return new Step.Ask(
        team, question, show, answers, form, due, working, escalate, otherwise, endorse);
  }

  /** What the metadata of a step says about how people decide what it asks. */
  static void care(Part.Fields fields) {
    fields.take("risk").ifPresent(risk -> risk.word(RISKS));
    fields
        .take("blindFirst")
        .filter(share -> !isShare(share.json().view()))
        .ifPresent(share -> share.wrong("give the share of tasks, a number from 0 to 1"));
    fields
        .take("reasons")
        .filter(reasons -> !areReasons(reasons.json().view()))
        .ifPresent(reasons ->
            reasons.wrong(
                "give a list of up to "
                    + REASONS_MOST
                    + " short reasons that people may choose from"));
  }

  private static boolean isShare(JsonNode json) {
    return json.isNumber() && json.asDouble() >= 0 && json.asDouble() <= 1;
  }

  private static boolean areReasons(JsonNode json) {
    return json.isArray()
        && json.size() <= REASONS_MOST
        && json.valueStream()
            .allMatch(r -> !r.asText("").isBlank() && r.asText().length() <= REASON_CHARS);
  }

  private static Optional<String> endorse(Part part, Map<String, Template> answers) {
    Optional<String> word = part.text();
    if (word.isPresent() && !answers.containsKey(word.get())) {
      part.wrong(
          "give the answer that vouches for what is shown."
              + Complaints.hint(word.get(), answers.keySet()));
      return Optional.empty();
    }
    return word;
  }

  /** Nobody can judge what is not shown to them. */
  private Template shown(Part part, List<String> variables) {
    JsonNode given = part.json().view();
    boolean nothing =
        given.isNull()
            || (given.isContainerNode() && given.isEmpty())
            || (given.isTextual() && given.asText().isBlank());
    if (nothing) {
      part.wrong("show what the answer rests on, or leave it out to show all data of the step");
    }
    return gathering.template(part, variables);
  }

  private Optional<Template> sentence(Part part, List<String> variables) {
    return part.text().map(text -> gathering.template(part, variables));
  }

  private Map<String, Template> answers(Part part, List<String> variables) {
    Part.Fields fields = part.fields();
    if (part.isObject() && fields.names().isEmpty()) {
      part.error("'answers' is empty; give each answer and what it causes");
    }
    Map<String, Template> answers = new LinkedHashMap<>();
    for (Part each : fields.all()) {
      String name = each.fieldName();
      if (name.isBlank()
          || name.length() > Names.LENGTH_LIMIT
          || name.chars().anyMatch(Character::isISOControl)) {
        each.error(
            each.label() + " cannot be an answer; use 1 to " + Names.LENGTH_LIMIT + " characters");
      }
      if (name.equals(RAISE) || name.equals(GO_ON)) {
        each.error(
            "an answer cannot be named "
                + each.label()
                + ", which 'otherwise' reads as what to do; rename it");
      }
      if (each.json().isNull()) {
        each.error("answer " + each.label() + " does not say what it causes; write it behind it");
      } else {
        sentence(each, variables).ifPresent(causes -> answers.put(name, causes));
      }
    }
    return Collections.unmodifiableMap(answers);
  }

  private static Step.Otherwise otherwise(Part part, Map<String, Template> answers) {
    Optional<String> word = part.text();
    if (word.isEmpty() || word.get().equals(RAISE)) {
      return new Step.Otherwise.RaiseTimeout();
    }
    if (word.get().equals(GO_ON)) {
      return new Step.Otherwise.GoOn();
    }
    if (!answers.containsKey(word.get())) {
      List<String> known = new ArrayList<>(answers.keySet());
      known.add(RAISE);
      known.add(GO_ON);
      part.wrong(
          "give raise, continue or the name of an answer." + Complaints.hint(word.get(), known));
    }
    return new Step.Otherwise.Answer(word.get());
  }

  Step.Call panel(Part.Fields fields, Step.Head head, List<String> variables) {
    Map<String, String> members =
        fields
            .need("members", "name them, as score: { agent: credit-scorer }")
            .map(this::members)
            .orElse(Map.of());
    Optional<Template> input = fields.take("input").map(p -> gathering.template(p, variables));
    List<Step.Agreement> agreeOn =
        fields
            .need("agreeOn", "name the field on which the opinions are compared")
            .map(AskReader::agreements)
            .orElse(List.of());
    Step.Conflict conflict =
        fields
            .need("conflict", "say what resolves it, as conflict: { by: majority }")
            .map(p -> conflict(p, members, agreeOn.size(), variables))
            .orElse(new Step.Conflict.ByError());
    Optional<Duration> within = fields.take("within").flatMap(Part::lengthOverZero);
    return new Step.Call.Panel(head, members, input, agreeOn, conflict, within);
  }

  private Map<String, String> members(Part part) {
    Map<String, String> members = new LinkedHashMap<>();
    Part.Fields fields = part.fields();
    for (Part member : fields.all()) {
      String name = member.fieldName();
      member.isNamedWell();
      Part.Fields of = member.fields();
      Optional<Part> agent = of.need("agent", "name an agent of the roster");
      of.end();
      Optional<String> agentName = agent.flatMap(gathering::rosterName);
      if (agent.isPresent() && agentName.isPresent()) {
        Part at = agent.get();
        gathering.name(new Unchecked.Name.OfAgent(agentName.get(), at.pointer(), at.at()));
      }
      members.put(name, agentName.orElse(""));
    }
    if (part.isObject() && (members.size() < MEMBERS_LEAST || members.size() > MEMBERS_MOST)) {
      part.error(
          "'members' names "
              + members.size()
              + "; a panel has "
              + MEMBERS_LEAST
              + " to "
              + MEMBERS_MOST);
    }
    return Collections.unmodifiableMap(members);
  }

  /** One field, a list of them, or a list of fields with a tolerance. */
  private static List<Step.Agreement> agreements(Part part) {
    List<Part> items = part.itemOrItems();
    List<Step.Agreement> agreements = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Part item : items) {
      Optional<Step.Agreement> agreement =
          item.isObject() ? tolerant(item) : fieldName(item).map(f -> new Step.Agreement(f, 0));
      if (agreement.isPresent()) {
        if (!seen.add(agreement.get().field())) {
          item.error("'" + agreement.get().field() + "' is compared twice; remove one");
        }
        agreements.add(agreement.get());
      }
    }
    if (part.isList() && (items.isEmpty() || items.size() > FIELDS_MOST)) {
      part.error("'agreeOn' names " + items.size() + " fields; name 1 to " + FIELDS_MOST);
    }
    return agreements;
  }

  private static Optional<Step.Agreement> tolerant(Part item) {
    Part.Fields fields = item.fields();
    Optional<String> field =
        fields.need("field", "name the field that is compared").flatMap(AskReader::fieldName);
    Optional<Part> tolerance = fields.take("tolerance");
    fields.end();
    double within = tolerance.map(p -> p.json().view().asDouble(-1)).orElse(0.0);
    if (tolerance.isPresent()
        && !(tolerance.get().json().view().isNumber()
            && within >= 0
            && within < Double.MAX_VALUE)) {
      tolerance.get().wrong("give a number of zero or more");
    }
    return field.map(f -> new Step.Agreement(f, within));
  }

  private static Optional<String> fieldName(Part part) {
    Optional<String> name = part.text();
    if (name.isPresent() && (".$/".indexOf(name.get().charAt(0)) >= 0)) {
      part.wrong("give the name of a field of the opinions, such as recommendation");
      return Optional.empty();
    }
    if (name.isPresent() && RESULT_FIELDS.contains(name.get())) {
      part.wrong("the panel's own result has a field of that name; rename it in the opinions");
      return Optional.empty();
    }
    return name;
  }

  private Step.Conflict conflict(
      Part part, Map<String, String> members, int agreements, List<String> variables) {
    Part.Fields fields = part.fields();
    String by =
        fields
            .need("by", "give one of " + String.join(", ", RULES))
            .flatMap(p -> p.word(RULES))
            .orElse("");
    Step.Conflict conflict =
        switch (by) {
          case "person" -> new Step.Conflict.ByPerson(tie(fields, agreements, variables));
          case "majority" ->
              new Step.Conflict.ByMajority(
                  fields.names().size() > 1
                      ? Optional.of(tie(fields, agreements, variables))
                      : Optional.empty());
          case "senior" -> new Step.Conflict.BySenior(senior(fields, members));
          default -> new Step.Conflict.ByError();
        };
    if (!by.isEmpty()) {
      fields.end();
    }
    return conflict;
  }

  /** The answers of a person in a conflict are values of one field; so there must be one. */
  private Step.Ask tie(Part.Fields fields, int agreements, List<String> variables) {
    if (agreements > 1) {
      fields
          .part()
          .error(
              "a person decides on one field, and 'agreeOn' names "
                  + agreements
                  + "; name one, or resolve the conflict by majority, senior or raise");
    }
    return ask(fields, variables);
  }

  private static String senior(Part.Fields fields, Map<String, String> members) {
    Optional<Part> part = fields.need("member", "name the member whose word counts");
    Optional<String> member = part.flatMap(Part::text);
    if (part.isPresent() && member.isPresent() && !members.containsKey(member.get())) {
      part.get()
          .wrong(
              "give one of "
                  + String.join(", ", members.keySet())
                  + "."
                  + Complaints.hint(member.get(), members.keySet()));
    }
    return member.orElse("");
  }

  /** Work for whoever has a skill: an agent, or a person, who is asked to do it. */
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
    Step.Ask ask = askForWork(fields, input, output, work.isEmpty() ? skill : work, variables);
    return new Skilled(head, skill, work, input, people, output, ask);
  }

  private Optional<String> skill(Part part) {
    Optional<String> skill = gathering.rosterName(part);
    skill.ifPresent(
        name -> gathering.name(new Unchecked.Name.OfSkill(name, part.pointer(), part.at())));
    return skill;
  }

  private Step.Ask askForWork(
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
        LimitsReader.workingTime(fields),
        escalate,
        new Step.Otherwise.RaiseTimeout(),
        Optional.empty());
  }

  private static Template text(Part.Fields fields, String text) {
    return new Template(Json.of(text), fields.part().at());
  }
}
