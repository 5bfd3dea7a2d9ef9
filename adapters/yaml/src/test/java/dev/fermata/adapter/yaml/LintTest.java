package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.HEAD;
import static dev.fermata.adapter.yaml.Documents.document;
import static dev.fermata.adapter.yaml.Documents.good;
import static dev.fermata.adapter.yaml.Documents.steps;
import static dev.fermata.adapter.yaml.Documents.texts;
import static dev.fermata.adapter.yaml.Documents.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Person;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.lint.RosterLint;
import dev.fermata.value.Expressions;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Schemas;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.lint.WorkflowLint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LintTest {
  /** Complains of every expression, and says what it may read. */
  private static final class Reader implements Expressions {
    final Map<String, String> variables = new LinkedHashMap<>();

    @Override
    public Evaluation evaluate(String jq, Json input, Map<String, Json> variables) {
      throw new AssertionError("a lint evaluates nothing");
    }

    @Override
    public Optional<String> complaint(String jq, List<String> may) {
      variables.put(jq, String.join(" ", may));
      return jq.contains("bad") ? Optional.of("no function 'bad'") : Optional.empty();
    }
  }

  @Test
  void a_wrong_expression_is_told_where_it_stands() {
    Workflow workflow =
        steps(
            """
            - a:
                if: bad1
                set:
                  deep: [ { x: '${ bad2 }' } ]
            """);
    assertThat(texts(WorkflowLint.expressions(workflow, new Reader())))
        .containsExactly(
            "4:7 the expression is wrong: no function 'bad'",
            "6:19 the expression is wrong: no function 'bad'");
  }

  @Test
  void every_expression_is_read_with_the_variables_in_scope_there() {
    var reader = new Reader();
    WorkflowLint.expressions(
        workflow(
            """
            document: { dsl: '1.0.3', namespace: t, name: n, version: '1.0.0', metadata: { owner: o, subject: .s } }
            input: { from: .in }
            output: { as: .out }
            do:
              - a:
                  for: { each: pet, in: .list }
                  while: .go
                  do:
                    - b:
                        try: [ { c: { if: .c, wait: '${ .wait }', input: { from: .cin }, output: { as: .cout }, export: { as: .cex } } } ]
                        catch:
                          as: fault
                          when: .when
                          retry: { when: .retry }
                          do: [ { d: { set: .d } } ]
                  output: { as: .after }
            """),
        reader);
    String whole = "secrets workflow runtime";
    String before = whole + " context task";
    assertThat(reader.variables)
        .containsEntry(".s", whole)
        .containsEntry(".in", whole)
        .containsEntry(".out", whole + " context")
        .containsEntry(".list", before + " input")
        .containsEntry(".go", before + " pet index input")
        .containsEntry(".cin", before + " pet index")
        .containsEntry(".c", before + " pet index input")
        .containsEntry(".wait", before + " pet index input")
        .containsEntry(".cout", before + " pet index input")
        .containsEntry(".cex", before + " pet index input output")
        .containsEntry(".when", before + " pet index fault input")
        .containsEntry(".retry", before + " pet index fault input")
        .containsEntry(".d", before + " pet index fault input")
        .containsEntry(".after", before + " input")
        .hasSize(14);
  }

  @Test
  void a_wrong_schema_is_told_where_it_stands() {
    Schemas picky = picky();
    Workflow workflow =
        steps("- a: { set: { x: 1 }, input: { schema: { document: { type: bad } } } }");
    assertThat(texts(WorkflowLint.schemas(workflow, picky)))
        .containsExactly("3:44 the schema is wrong: no type 'bad'");
    assertThat(
            texts(
                RosterLint.schemas(
                    document("tools:\n  pay:\n    input: { type: bad }\n    output: {}"), picky)))
        .containsExactly("3:5 the schema is wrong: no type 'bad'");
  }

  private static Schemas picky() {
    return new Schemas() {
      @Override
      public List<Misfit> check(Json schema, Json value) {
        throw new AssertionError("a lint checks no value");
      }

      @Override
      public Optional<String> complaint(Json schema) {
        return schema.text("type").filter("bad"::equals).map(type -> "no type 'bad'");
      }
    };
  }

  @Test
  void whoever_is_named_must_be_on_the_roster() {
    Workflow workflow =
        workflow(
            HEAD.replace("ops", "opps")
                + """
                  - a: { call: agent, with: { agent: scorrer } }
                  - b: { call: tool, with: { server: bnk, name: pay } }
                  - c: { call: tool, with: { server: bank, name: pai } }
                  - d: { call: panel, with: { members: { x: { agent: scorer }, y: { agent: none } }, agreeOn: f, conflict: { by: raise } } }
                  - e: { call: human, with: { team: clerk, question: Q, answers: { ok: x }, due: PT1H, escalate: [bosses, ops] } }
                """);
    assertThat(texts(RosterLint.workflow(workflow, roster())))
        .containsExactly(
            "1:88 no team or person is registered as 'opps'; register it, or correct the name. Did you mean 'ops'?",
            "3:31 no agent is registered as 'scorrer'; register it, or correct the name. Did you mean 'scorer'?",
            "4:30 no tool server is registered as 'bnk'; register it, or correct the name. Did you mean 'bank'?",
            "5:44 no tool of 'bank' is registered as 'pai'; register it, or correct the name. Did you mean 'pay'?",
            "6:69 no agent is registered as 'none'; register it, or correct the name.",
            "7:31 no team is registered as 'clerk'; register it, or correct the name. Did you mean 'clerks'?",
            "7:99 no team is registered as 'bosses'; register it, or correct the name.");
  }

  @Test
  void a_skill_must_be_had_by_somebody() {
    Workflow workflow = steps("- a: { call: agent, with: { skill: scorng } }");
    assertThat(texts(RosterLint.workflow(workflow, roster())))
        .containsExactly(
            "3:31 no agent, team or person with the skill is registered as 'scorng'; register it,"
                + " or correct the name.");
  }

  @Test
  void an_owner_may_be_a_person() {
    Workflow workflow = workflow(HEAD.replace("ops", "ana") + "  - a: { set: { x: 1 } }");
    assertThat(RosterLint.workflow(workflow, roster())).isEmpty();
  }

  @Test
  void a_workflow_may_raise_an_effect_class_and_not_lower_it() {
    String tool =
        "- a: { call: tool, with: { server: bank, name: pay }, metadata: { effect: %s } }";
    assertThat(RosterLint.workflow(steps(tool.formatted("irreversible")), roster())).isEmpty();
    assertThat(texts(RosterLint.workflow(steps(tool.formatted("read")), roster())))
        .containsExactly(
            "3:5 step 'a' would lower the effect class from compensable to read; a workflow may"
                + " only raise it, so change the file of what it calls");
  }

  private static Roster roster() {
    Agent scorer =
        good(
            RosterReader.agent(
                document("agent: scorer\nowner: ops\nkind: process\ncommand: [x]"), "/base"));
    ToolServer bank =
        good(
            RosterReader.server(
                document(
                    "server: bank\nowner: ops\nkind: java\ntools: { pay: { effect: compensable } }"),
                "/base"));
    var ops = new TeamName("ops");
    var clerks = new TeamName("clerks");
    var ana = new PersonId("ana");
    return new Roster(
        Map.of("scorer", scorer),
        Map.of("bank", bank),
        Map.of(ana, new Person(ana, "Ana", Set.of(), Set.of(ops), false)),
        Map.of(ops, new Team(ops, ""), clerks, new Team(clerks, "")));
  }
}
