package dev.fermata.task;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the person sees, generated from the facts: the question, what each answer causes, the data
 * shown, the proposals of agents ({@code {member, output, evidence}}), the form to fill (JSON
 * Schema), and what happens at the deadline.
 */
public record Brief(
    String question,
    Map<String, String> answers,
    Json show,
    Json proposals,
    Optional<Json> form,
    String otherwise) {
  public Brief {
    answers = java.util.Collections.unmodifiableMap(new TreeMap<>(answers));
  }

  /** Digest of everything shown, so that a decision can be bound to it. */
  public Digest digest() {
    var tree = Json.object();
    tree.put("question", question).put("otherwise", otherwise);
    var causes = tree.putObject("answers");
    answers.forEach(causes::put);
    tree.set("show", show.view());
    tree.set("proposals", proposals.view());
    form.ifPresent(f -> tree.set("form", f.view()));
    return Digest.of(Json.adopt(tree).toString());
  }
}
