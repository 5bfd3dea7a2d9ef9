package dev.fermata.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.RosterReader;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is in a document, it is read or refused; no reader ever throws. */
class ReaderMutationTest {
  private static final int ROUNDS = 1_000;
  private static final List<Json> STRANGE =
      List.of(
          Json.NULL,
          Json.EMPTY,
          Json.of(true),
          Json.of(-1),
          Json.parse("1e300"),
          Json.parse("[]"),
          Json.parse("[[1]]"),
          Json.parse("{\"\":null,\"a/b\":{\"~\":[]}}"),
          Json.of(""),
          Json.of("${"),
          Json.of("${}"),
          Json.of("x".repeat(5_000)),
          Json.of("https://{" + "a}{".repeat(600)),
          Json.of("PT1H"));

  @Test
  void no_change_to_a_workflow_makes_its_reader_throw() {
    String source = Documents.resource("mutated.yaml");
    Json whole = Documents.document(source).tree();
    assertThat(Documents.complaints(WorkflowReader.read(Documents.document(source)))).isEmpty();
    for (long seed = 0; seed < ROUNDS; seed++) {
      Document document = mutated(source, whole, seed);
      try {
        if (WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
          assertThat(workflow.body().steps()).isNotEmpty();
        }
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed=" + seed + " " + document.tree(), e);
      }
    }
  }

  @Test
  void no_change_to_a_file_of_the_roster_makes_its_reader_throw() {
    for (String source :
        List.of(
            "{agent: a, owner: o, kind: process, command: [x], environment: {A: b}, timeout: PT1S,"
                + " skills: [s], input: {}}",
            "{server: a, owner: o, kind: http, url: 'http://x', headers: {a: b}, tools: {t: {effect:"
                + " read}}}",
            "{teams: [{team: a, purpose: b}, {team: c}]}")) {
      Json whole = Documents.document(source).tree();
      for (long seed = 0; seed < ROUNDS; seed++) {
        Document document = mutated(source, whole, seed);
        try {
          RosterReader.read(document, "/base");
        } catch (RuntimeException | StackOverflowError e) {
          fail("seed=" + seed + " " + document.tree(), e);
        }
      }
    }
  }

  private static Document mutated(String source, Json whole, long seed) {
    var random = new Random(seed);
    JsonNode tree = whole.view().deepCopy();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      change(tree, random);
    }
    return new Document(source, Json.adopt(tree), Map.of());
  }

  private static void change(JsonNode tree, Random random) {
    List<JsonNode> holders = new ArrayList<>();
    collect(tree, holders);
    JsonNode holder = holders.get(random.nextInt(holders.size()));
    JsonNode strange = STRANGE.get(random.nextInt(STRANGE.size())).view().deepCopy();
    if (holder instanceof ArrayNode list && !list.isEmpty()) {
      int at = random.nextInt(list.size());
      switch (random.nextInt(3)) {
        case 0 -> list.set(at, strange);
        case 1 -> list.remove(at);
        default -> list.add(list.get(at).deepCopy());
      }
    } else if (holder instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(3)) {
        case 0 -> object.set(name, strange);
        case 1 -> object.remove(name);
        default -> object.set(name + "x", object.remove(name));
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode()) {
      into.add(node);
      node.forEach(child -> collect(child, into));
    }
  }
}
