package dev.fermata.testkit.attack;

import static dev.fermata.testkit.Play.person;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunSignal;
import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A bank's tools as an operator registers them, and people who approve. */
final class Bank {
  /** What may be sent to whom: nothing else fits. */
  static final String PAYMENT =
      """
      {"type": "object", "required": ["to", "amount"], "additionalProperties": false,
       "properties": {"to": {"enum": ["eve", "mia"]},
                      "amount": {"type": "integer", "minimum": 0, "maximum": 100}}}
      """;

  private static final String FILE =
      """
      {"server": "bank", "owner": "treasury", "purpose": "moves money", "kind": "http",
       "url": "https://bank.example/tools", "headers": {"Authorization": "Bearer x"},
       "concurrency": 4, "timeout": "PT30S",
       "tools": {
         "look": {"description": "shows an account", "effect": "read", "input": %1$s},
         "note": {"description": "writes a note", "effect": "reversible", "input": %1$s},
         "pay": {"description": "pays", "input": %1$s},
         "keyed": {"description": "pays once", "keyed": true, "input": %1$s},
         "drop": {"description": "closes an account", "input": %1$s},
         "wipe": {"description": "empties it", "input": %1$s, "boundary": {"effects": ["read"]}}}}
      """
          .formatted(PAYMENT);

  private Bank() {}

  /** The file of the tool server, to be changed. */
  static ObjectNode file() {
    return (ObjectNode) Json.parse(FILE).view().deepCopy();
  }

  static Policy asking(String target, String team, int people, boolean fourEyes) {
    return policy(
        "ask-" + team,
        target,
        new Then.Ask(team, people, fourEyes, Duration.ofHours(4), Otherwise.HOLD));
  }

  static Policy policy(String name, String target, Then then) {
    return new Policy(
        name,
        "1",
        "risk",
        Digest.of(name),
        new Scope(Set.of(), List.of(target), List.of()),
        Optional.empty(),
        then,
        false,
        List.of());
  }

  static void say(Play play, Task task, Principal by, String answer, Json data) {
    play.send(
        new RunSignal.Decide(
            task.id(), answer, "", data, Optional.of(task.brief().digest()), by, "d-" + task.id()));
  }

  /** Somebody of its team says yes to all that waits for an approval. */
  static void approveAll(Play play) {
    for (Task task : play.state().waiting().values()) {
      if (task.kind() == Task.Kind.APPROVE) {
        say(play, task, person("ana", task.team()), "approve", Json.NULL);
      }
    }
  }
}
