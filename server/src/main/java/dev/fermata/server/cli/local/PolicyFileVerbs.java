package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.policy.Rules;
import dev.fermata.policy.Trial;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks and tries the files of policies; these verbs need no server. */
public final class PolicyFileVerbs {
  private static final View FILES =
      new View(
          "file",
          List.of(Column.of("file", "file"), Column.of("policy", "policy")),
          2,
          "There are no files.");

  private final Desk desk;

  private PolicyFileVerbs(Desk desk) {
    this.desk = desk;
  }

  /** Commands below `policy`. */
  public static List<Object> all(Desk desk) {
    var verbs = new PolicyFileVerbs(desk);
    return List.of(new Lint(verbs), new Test(verbs));
  }

  @Command(
      name = "lint",
      description = {
        "Says what is wrong with policy files; needs no server and stores nothing.",
        "Errors in rules are told with line and column too."
      },
      footer = {"", "Example:", "  fermata policy lint examples/loans/policies/*.yaml"})
  private static final class Lint implements Callable<Integer> {
    private final PolicyFileVerbs verbs;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "policy files")
    private List<String> files = new ArrayList<>();

    Lint(PolicyFileVerbs verbs) {
      this.verbs = verbs;
    }

    @Override
    public Integer call() {
      return verbs.lint(files);
    }
  }

  @Command(
      name = "test",
      description = {
        "Tries policies on the cases in their files; needs no server.",
        "Each policy is tried alone; what comes out otherwise than expected is told."
      },
      footer = {"", "Example:", "  fermata policy test examples/loans/policies/*.yaml -o json"})
  private static final class Test implements Callable<Integer> {
    private final PolicyFileVerbs verbs;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "policy files")
    private List<String> files = new ArrayList<>();

    Test(PolicyFileVerbs verbs) {
      this.verbs = verbs;
    }

    @Override
    public Integer call() {
      return verbs.test(files);
    }
  }

  private int lint(List<String> files) {
    Rules rules = new Cel();
    boolean wrong = false;
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    List<String> lines = new ArrayList<>();
    for (String file : files) {
      Read<Policy> read = read(file, rules);
      ObjectNode item = items.addObject().put("file", file);
      lines.addAll(told(file, complaints(read)));
      switch (read) {
        case Read.Good<Policy>(var policy, _) -> {
          described(item, policy);
          lines.add(file + ": can be put in force, as " + policy.rule());
        }
        case Read.Broken<Policy> _ -> wrong = true;
      }
      item.set("complaints", shown(complaints(read)));
    }
    tell(answer, lines);
    return (wrong ? Exit.FAILED : Exit.OK).code();
  }

  private int test(List<String> files) {
    Rules rules = new Cel();
    boolean failed = false;
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    List<String> lines = new ArrayList<>();
    for (String file : files) {
      Policy policy = sound(file, rules);
      ObjectNode item = items.addObject().put("file", file);
      described(item, policy);
      List<Trial> trials = Trial.all(policy, rules);
      failed |= tried(file, item, trials, lines);
    }
    tell(answer, lines);
    return (failed ? Exit.FAILED : Exit.OK).code();
  }

  /** Adds what came of one file's cases; says whether one failed. */
  private static boolean tried(
      String file, ObjectNode item, List<Trial> trials, List<String> lines) {
    long passed = trials.stream().filter(Trial::passed).count();
    item.put("passed", passed).put("failed", trials.size() - passed);
    ArrayNode cases = item.putArray("cases");
    for (Trial trial : trials) {
      ObjectNode each = cases.addObject().put("name", trial.example().name());
      each.put("expect", trial.example().expect()).put("got", trial.got());
      each.put("passed", trial.passed());
      trial.failure().ifPresent(why -> each.put("failure", why));
      if (!trial.passed())
        lines.add(
            "%s: case '%s': expected %s, got %s%s"
                .formatted(
                    file,
                    Complaints.shown(trial.example().name()),
                    trial.example().expect(),
                    trial.got(),
                    trial.failure().map(why -> " (the rule failed: " + why + ")").orElse("")));
    }
    lines.add(
        trials.isEmpty()
            ? file + ": has no cases"
            : "%s: %d of %d cases passed".formatted(file, passed, trials.size()));
    return passed < trials.size();
  }

  private void tell(ObjectNode answer, List<String> lines) {
    if (desk.format().forPrograms() || desk.format() == Format.NAME)
      desk.printer().list(answer, FILES);
    else lines.forEach(desk.screen()::data);
  }

  private static void described(ObjectNode item, Policy policy) {
    item.put("policy", policy.name()).put("version", policy.version());
    item.put("owner", policy.owner()).put("then", policy.then().word());
    item.put("digest", policy.digest().value());
  }

  private static Policy sound(String file, Rules rules) {
    return switch (read(file, rules)) {
      case Read.Good<Policy>(var policy, _) -> policy;
      case Read.Broken<Policy>(var complaints) ->
          throw Trouble.failed("invalid-policy", "nothing was tried", "Correct what is named.")
              .with(told(file, complaints));
    };
  }

  private static Read<Policy> read(String file, Rules rules) {
    return switch (new YamlParser().parse(Inputs.text(file))) {
      case Document.Parsed.Good(var document) -> PolicyReader.read(document, rules);
      case Document.Parsed.Broken(var complaints) -> new Read.Broken<>(complaints);
    };
  }

  private static List<Complaint> complaints(Read<Policy> read) {
    return switch (read) {
      case Read.Good<Policy>(_, var warnings) -> warnings;
      case Read.Broken<Policy>(var complaints) -> complaints;
    };
  }

  private static List<String> told(String file, List<Complaint> complaints) {
    return complaints.stream().map(each -> file + ":" + each).toList();
  }

  private static ArrayNode shown(List<Complaint> complaints) {
    ArrayNode list = Json.object().arrayNode();
    for (Complaint each : complaints)
      list.addObject()
          .put("line", each.at().line())
          .put("column", each.at().column())
          .put("pointer", each.pointer())
          .put("message", each.message())
          .put("level", each.level().name().toLowerCase(Locale.ROOT));
    return list;
  }
}
