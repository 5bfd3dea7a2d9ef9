package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.policy.Policy;
import dev.fermata.policy.Then;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A call never does more than its boundary and the policies allow, and an agent has of another's
 * data what it is cleared for (S23). Child runs and credentials of their own are still to come.
 */
@Tag("faults")
class EscalationTest {
  /** From the least to the worst. */
  private static final List<String> CLASSES = List.of("read", "reversible", "irreversible");

  private static final List<String> LABELS =
      List.of("public", "internal", "confidential", "personal", "special");

  private enum Said {
    NOTHING,
    DENY,
    ASK,
    ALLOW
  }

  /**
   * @param declared the class by the tool's file
   * @param raised the class by the workflow, which may only be worse
   * @param bound the classes that the boundary allows; none where it does not say
   * @param cleared the labels that the boundary allows; none where it does not say
   */
  private record Case(
      String declared,
      Optional<String> raised,
      Optional<List<String>> bound,
      Optional<List<String>> cleared,
      String label,
      Said said) {

    String effect() {
      return raised.filter(r -> CLASSES.indexOf(r) > CLASSES.indexOf(declared)).orElse(declared);
    }

    /** By hand: what must become of it. */
    String wanted() {
      boolean within =
          bound.map(b -> b.contains(effect())).orElse(true)
              && cleared.orElse(List.of("public", "internal")).contains(label);
      if (said == Said.DENY || !within) {
        return "denied";
      }
      boolean asks = effect().equals("irreversible") && said == Said.NOTHING;
      return said == Said.ASK || asks ? "asked" : "called";
    }
  }

  private static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    List<Optional<List<String>>> bounds = new ArrayList<>(List.of(Optional.empty()));
    CLASSES.forEach(c -> bounds.add(Optional.of(List.of(c))));
    bounds.add(Optional.of(CLASSES.subList(0, 2)));
    List<Optional<List<String>>> cleared =
        List.of(
            Optional.empty(), Optional.of(List.of("public")), Optional.of(LABELS.subList(0, 4)));
    for (String declared : CLASSES) {
      for (String raised : List.of("", "read", "irreversible")) {
        for (var bound : bounds) {
          for (var clear : cleared) {
            for (String label : LABELS) {
              for (Said said : Said.values()) {
                Optional<String> worse = Optional.of(raised).filter(r -> !r.isEmpty());
                all.add(new Case(declared, worse, bound, clear, label, said));
              }
            }
          }
        }
      }
    }
    return all;
  }

  @Test
  void a_call_does_what_boundary_and_policy_both_allow_and_nothing_else() {
    try (var campaign = Campaign.of("S23", "boundary and policy against a table")) {
      List<Case> all = cases();
      int every = Campaign.isLong() ? 1 : 5;
      for (int i = 0; i < all.size(); i += every) {
        Case each = all.get(i);
        campaign.attempt(
            each.toString(), () -> assertThat(became(played(each))).isEqualTo(each.wanted()));
      }
    }
  }

  private static Play played(Case each) {
    String boundary = boundary(each);
    String raised = each.raised().map(r -> ", metadata: { effect: " + r + " }").orElse("");
    return Script.given(
            """
            input: { schema: { format: json, document: { properties: { x: { x-label: %s } } } } }
            do: [ { s: { call: tool, with: { server: desk, name: do, arguments: { y: '${ .x }' } }%s } } ]
            """
                .formatted(each.label(), raised))
        .with(
            "{ server: desk, owner: house, kind: java, tools: { do: { effect: %s%s } } }"
                .formatted(each.declared(), boundary))
        .under(policies(each.said()))
        .trying(Trial.NONE)
        .start("{ x: 1 }");
  }

  private static String boundary(Case each) {
    List<String> parts = new ArrayList<>();
    each.bound().ifPresent(b -> parts.add("effects: " + b));
    each.cleared().ifPresent(c -> parts.add("labels: " + c));
    return parts.isEmpty() ? "" : ", boundary: { " + String.join(", ", parts) + " }";
  }

  private static Policy[] policies(Said said) {
    return switch (said) {
      case NOTHING -> new Policy[] {};
      case ALLOW -> new Policy[] {Permits.EVERYTHING};
      case ASK -> new Policy[] {Permits.EVERYTHING, Bank.asking("desk.do", "risk", 1, false)};
      case DENY ->
          new Policy[] {Permits.EVERYTHING, Bank.policy("no", "desk.*", new Then.Deny("no"))};
    };
  }

  private static String became(Play play) {
    if (!play.calls().isEmpty()) {
      return "called";
    }
    return switch (play.task().kind()) {
      case APPROVE -> "asked";
      case REPAIR -> "denied";
      default -> play.task().kind().toString();
    };
  }

  @Test
  void what_an_agent_gives_keeps_its_labels_on_its_way_to_another() {
    Script script =
        Script.given(
                """
                do:
                  - first: { call: agent, with: { agent: keeper } }
                  - second: { call: agent, with: { agent: talker, input: { told: '${ .said }' } } }
                """)
            .with(
                "{ agent: keeper, owner: house, kind: java, effect: read, labels: special }",
                "{ agent: talker, owner: house, kind: java, effect: read }");
    Play play = script.start("{}").answer("keeper", "{ said: ill }");
    assertThat(play.calls("talker")).isEmpty();
    assertThat(play.task().brief().question()).contains("special", "not cleared");
  }
}
