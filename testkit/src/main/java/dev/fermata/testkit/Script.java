package dev.fermata.testkit;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.roster.Roster;
import dev.fermata.run.Known;
import dev.fermata.value.Expressions;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Workflow;
import java.util.List;
import java.util.Set;

/**
 * What a run is played from: a workflow, the roster, and the hardships it is put through. Reads as
 *
 * <pre>{@code
 * given("do: [ { book: { call: tool, with: { server: bank, name: book } } } ]")
 *     .with("{ server: bank, owner: owners, kind: java, tools: { book: {} } }")
 *     .start("{ id: 7 }")
 *     .lose("bank.book")
 *     .decide("happened", "{ ref: 12 }")
 *     .completes("{ ref: 12 }");
 * }</pre>
 *
 * <p>By default every run bears all hardships of {@link Trial}.
 */
public record Script(Workflow workflow, Roster roster, Set<Trial> trials) {
  private static final Expressions JQ = new Jq();
  private static final Schemas SCHEMAS = new JsonSchemas();

  public Script {
    trials = Set.copyOf(trials);
  }

  /** A workflow as YAML; without a {@code document} it gets one. */
  public static Script given(String workflow) {
    return new Script(Reading.workflow(workflow), Roster.EMPTY, Trial.ALL);
  }

  /** The files of agents, tool servers and teams, as YAML. */
  public Script with(String... files) {
    return new Script(workflow, Reading.roster(List.of(files)), trials);
  }

  /** Bears these hardships only. */
  public Script trying(Set<Trial> chosen) {
    return new Script(workflow, roster, chosen);
  }

  /** Starts a run with an input as YAML. */
  public Play start(String input) {
    return new Play(this).start(Reading.value(input));
  }

  public Play start() {
    return start("{}");
  }

  Known known(Expressions expressions) {
    return new Known(workflow, roster, expressions, SCHEMAS, "test");
  }

  static Expressions jq() {
    return JQ;
  }
}
