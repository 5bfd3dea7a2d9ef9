package dev.fermata.server.cli.roster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two agents on the same input. */
@Command(
    name = "compare",
    description = {
      "Calls two agents on the same input, outside any run, and compares their answers.",
      "Only agents that merely read; each call passes the gate and is recorded.",
      "0 if all answers came, 1 if one did not."
    },
    footer = {
      "",
      "Examples:",
      "  fermata agent compare credit-scorer new-scorer -i application.json",
      "  fermata agent compare credit-scorer new-scorer --recorded 20 -o json"
    })
public final class CompareVerb implements Callable<Integer> {
  private static final int RECORDED_LIMIT = 100;

  private static final View FIELDS =
      new View(
          "field",
          List.of(
              Column.of("field", "field"),
              Column.of("same", "same"),
              Column.of("of", "of"),
              Column.of("first said", "first"),
              Column.of("second said", "second")),
          5,
          "Neither gave an answer that could be compared.");

  private final Desk desk;

  @Parameters(paramLabel = "NAME", arity = "2", description = "the two agents")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE|k=v",
      arity = "1..*",
      description = "a file of JSON or YAML, - for stdin, or single fields")
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--recorded",
      paramLabel = "N",
      description = "on the last inputs that the first agent got in runs; 100 at most")
  private int recorded;

  @Option(
      names = "--work",
      paramLabel = "NAME",
      defaultValue = "",
      description = "the work asked for; test by default, or what was recorded")
  private String work = "";

  public CompareVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    if (input.isEmpty() == (recorded == 0))
      throw Trouble.usage("give --input or --recorded", "See --help.");
    if (recorded < 0 || recorded > RECORDED_LIMIT)
      throw Trouble.usage("--recorded is " + recorded, "Give 1 to " + RECORDED_LIMIT + ".");
    try (Server server = desk.server()) {
      return compared(server, questions(server));
    }
  }

  private List<ObjectNode> questions(Server server) {
    List<ObjectNode> questions = new ArrayList<>();
    if (recorded == 0) {
      questions.add(Json.object().set("input", Inputs.of(input)));
    } else {
      String path =
          "/effects?status=done&class=read&limit=%d&target=%s"
              .formatted(recorded, Server.quoted(names.getFirst()));
      for (JsonNode effect : server.get(path).path("items"))
        if (!effect.path("erased").asBoolean())
          questions.add(Json.object().put("recorded", effect.path("key").asText()));
      if (questions.isEmpty())
        throw Trouble.notFound(
            "no input of " + names.getFirst() + " is recorded", "Give one with --input.");
    }
    if (!work.isEmpty()) questions.forEach(each -> each.put("work", work));
    return questions;
  }

  private int compared(Server server, List<ObjectNode> questions) {
    var fields = new Fields();
    var first = new Side(names.getFirst());
    var second = new Side(names.getLast());
    ObjectNode answer = Json.object();
    var calls = answer.putArray("calls");
    for (ObjectNode question : questions) {
      JsonNode a = first.ask(server, question);
      JsonNode b = second.ask(server, question);
      ObjectNode call = calls.addObject();
      call.setAll(question);
      call.set("first", a);
      call.set("second", b);
      if (a.has("output") && b.has("output")) fields.take(a.path("output"), b.path("output"));
    }
    fields.into(answer.putArray("items"));
    answer.put("agreement", fields.agreement());
    answer.set("first", first.summary());
    answer.set("second", second.summary());
    desk.printer().list(answer, FIELDS);
    if (!desk.format().forPrograms()) {
      desk.screen().data("");
      desk.screen().data(first.line());
      desk.screen().data(second.line());
      desk.screen()
          .note(
              "%d%% of the fields are the same, over %d inputs."
                  .formatted(fields.agreement(), questions.size()));
    }
    boolean all = first.answered == questions.size() && second.answered == questions.size();
    return (all ? Exit.OK : Exit.FAILED).code();
  }

  /** One of the two, and what it took. */
  private static final class Side {
    private final String name;
    private int asked;
    private int answered;
    private long millis;
    private BigDecimal cost = BigDecimal.ZERO;
    private String currency = "";
    private String error = "";

    Side(String name) {
      this.name = name;
    }

    JsonNode ask(Server server, ObjectNode question) {
      JsonNode reply = server.post(Server.path("/agents", name, "test"), question);
      asked++;
      boolean fine = reply.path("reply").asText().equals("answered");
      answered += fine ? 1 : 0;
      if (!fine && error.isEmpty()) error = reply.at("/error/detail").asText();
      millis += reply.path("millis").asLong();
      String[] told = reply.at("/usage/cost").asText().split(" ", 2);
      if (told.length == 2) {
        currency = told[0];
        cost = cost.add(new BigDecimal(told[1]));
      }
      return reply;
    }

    ObjectNode summary() {
      ObjectNode tree =
          Json.object().put("agent", name).put("answered", answered).put("millis", mean());
      if (!currency.isEmpty())
        tree.putObject("cost").put("amount", cost.toPlainString()).put("currency", currency);
      return tree;
    }

    private long mean() {
      return asked == 0 ? 0 : millis / asked;
    }

    String line() {
      return "%s: %d of %d answered, %d ms in the mean%s%s"
          .formatted(
              name,
              answered,
              asked,
              mean(),
              currency.isEmpty() ? "" : ", " + cost.toPlainString() + " " + currency,
              error.isEmpty() ? "" : "; " + error);
    }
  }
}
