package dev.fermata.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.fact.RunSignal;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Data that looks like a program stays data, wherever it comes in and wherever it goes (S3). */
@Tag("faults")
class InjectionTest {
  private static final String ECHO = "{ agent: echo, owner: house, kind: java, effect: read }";
  private static final String DESK =
      "{ server: desk, owner: house, kind: java, tools: { put: { effect: read } } }";
  private static final String PUT =
      "{ call: tool, with: { server: desk, name: put, arguments: { y: '%s' } } }";
  private static final String ASK = "{ ask: { call: agent, with: { agent: echo } } }";

  /** A way that a text takes, and as what it must arrive. */
  private record Way(String name, UnaryOperator<String> wanted, UnaryOperator<String> arrives) {
    static Way of(String name, UnaryOperator<String> arrives) {
      return new Way(name, text -> text, arrives);
    }
  }

  @Test
  void no_text_is_taken_for_a_program_on_any_way() {
    try (var campaign = Campaign.of("S3", "expressions in data")) {
      List<Way> ways = new ArrayList<>(throughSteps());
      ways.addAll(throughEnds());
      ways.addAll(throughPeople());
      ways.addAll(toAddresses());
      for (Way way : ways) {
        for (String text : Payloads.all()) {
          campaign.attempt(
              way.name() + " <- " + text,
              () -> assertThat(way.arrives().apply(text)).isEqualTo(way.wanted().apply(text)));
        }
      }
      campaign.figure("texts", Payloads.all().size());
      campaign.figure("ways", ways.size());
    }
  }

  private static Script script(String steps) {
    return Script.given("do: [ " + steps + " ]").with(ECHO, DESK).trying(Trial.NONE);
  }

  private static Play start(String steps, String text) {
    return script(steps).start(input(text));
  }

  private static String input(String text) {
    return Json.object().put("x", text).put("secret", "s3cr3t").toString();
  }

  private static String quoted(String text) {
    return Json.of(text).toString();
  }

  private static String put(String expression) {
    return "{ put: " + PUT.formatted(expression) + " }";
  }

  /** What the tool is called with. */
  private static String got(Play play) {
    return text(play.calls("desk.put").getLast().call().arguments(), "y");
  }

  private static String text(Json tree, String member) {
    return tree.member(member).orElseThrow().view().asText();
  }

  private static List<Way> throughSteps() {
    String export = "{ keep: { set: { x: '${ .x }' }, export: { as: '${ . }' } } }, ";
    String loop = "{ each: { for: { each: one, in: '${ [.x] }' }, do: [ %s ] } }";
    return List.of(
        Way.of("input", t -> got(start(put("${ .x }"), t))),
        Way.of("the run's input", t -> got(start(put("${ $workflow.input.x }"), t))),
        Way.of("the step's input", t -> got(start(put("${ $input.x }"), t))),
        Way.of(
            "an agent's answer",
            t ->
                got(
                    start(ASK + ", " + put("${ .z }"), "")
                        .answer("echo", "{ z: " + quoted(t) + " }"))),
        Way.of(
            "an agent's whole answer",
            t -> got(start(ASK + ", " + put("${ . }"), "").answer("echo", quoted(t)))),
        Way.of(
            "a name of an agent's answer",
            t ->
                got(
                    start(ASK + ", " + put("${ keys[0] }"), "")
                        .answer("echo", Json.object().put(t, 1).toString()))),
        Way.of("context", t -> got(start(export + put("${ $context.x }"), t))),
        Way.of("loop", t -> got(start(loop.formatted(put("${ $one }")), t))),
        new Way("in a text", t -> "Dear " + t, t -> got(start(put("${ \"Dear \\(.x)\" }"), t))),
        new Way(
            "halves", t -> "${ " + t + " }", t -> got(start(put("${ \"${ \" + .x + \" }\" }"), t))),
        Way.of(
            "set twice",
            t ->
                got(
                    start(
                        "{ a: { set: { x: '${ .x }' } } }, { b: { set: { x: '${ .x }' } } }, "
                            + put("${ .x }"),
                        t))));
  }

  private static List<Way> throughEnds() {
    String error =
        "{ safe: { try: [ %s ], catch: { do: [ %s ] } } }"
            .formatted(ASK, put("${ $error.detail }"));
    String raise =
        "{ no: { raise: { error: { type: 'https://x.dev/no', status: 422, detail: '${ .x }' } } } }";
    return List.of(
        Way.of(
            "an agent's error",
            t ->
                got(
                    start(error, "")
                        .reply("echo", new Reply.Rejected(Problem.communication(400, t), false)))),
        Way.of("a raised error", t -> start(raise, t).fault().detail()),
        Way.of(
            "the output",
            t ->
                start("{ a: { set: { y: '${ .x }' } } }", t)
                    .output()
                    .transform(out -> text(Json.parse(out), "y"))));
  }

  private static List<Way> throughPeople() {
    String human =
        "{ ask: { call: human, with: { team: clerks, question: '${ \"Q \" + .x }', "
            + "show: { s: '${ .x }' }, answers: { yes: '${ \"A \" + .x }', no: nothing }, due: PT4H } } }";
    String then = human + ", " + put("${ .data.x }");
    String pay = "{ pay: { call: tool, with: { server: till, name: pay, arguments: { y: 1 } } } }";
    return List.of(
        new Way("a question", t -> "Q " + t, t -> start(human, t).task().brief().question()),
        Way.of("what is shown", t -> text(start(human, t).task().brief().show(), "s")),
        new Way(
            "an answer's words",
            t -> "A " + t,
            t -> start(human, t).task().brief().answers().get("yes")),
        Way.of(
            "a person's data",
            t -> got(start(then, "").decide("yes", Json.object().put("x", t).toString()))),
        Way.of(
            "a supplied result",
            t ->
                got(
                    start(ASK + ", " + put("${ .x }"), "")
                        .reject("echo", 400)
                        .decide("supply", Json.object().put("x", t).toString()))),
        Way.of(
            "an edited call",
            t -> {
              Play play =
                  Script.given("do: [ " + pay + " ]")
                      .with("{ server: till, owner: house, kind: java, tools: { pay: {} } }")
                      .under()
                      .start("{}");
              Json data = Json.adopt(Json.object().put("y", t));
              Bank.say(play, play.task(), Play.person("ana", "owners"), "edit", data);
              return text(play.call().arguments(), "y");
            }));
  }

  private static List<Way> toAddresses() {
    String http = "{ web: { call: http, with: { method: get, endpoint: %s } } }";
    String more =
        http.formatted("'https://example.org', headers: { h: '${ .x }' }, query: { q: '${ .x }' }");
    return List.of(
        new Way(
            "an address",
            t -> "https://example.org/" + t,
            t -> text(call(http.formatted("'${ \"https://example.org/\" + .x }'"), t), "endpoint")),
        new Way(
            "a part of an address",
            t -> "https://example.org/" + encoded(t),
            t -> text(call(http.formatted("'https://example.org/{x}'"), t), "endpoint")),
        Way.of("a header", t -> text(call(more, t).member("headers").orElseThrow(), "h")),
        Way.of("a query", t -> text(call(more, t).member("query").orElseThrow(), "q")));
  }

  private static Json call(String steps, String text) {
    return start(steps, text).call().arguments();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  @Test
  void a_text_is_an_expression_only_as_a_whole_and_only_where_its_author_wrote_it() {
    assertThat(start("{ a: { set: { y: 'a ${ .x } b' } } }", "1").output())
        .isEqualTo("{\"y\":\"a ${ .x } b\"}");
  }

  @Test
  void a_duration_from_data_is_read_and_never_evaluated() {
    for (String text : Payloads.all()) {
      assertThat(start("{ w: { wait: '${ .x }' } }", text).fault().kind()).isEqualTo("expression");
    }
  }

  @Test
  void what_is_no_name_is_no_name_of_an_agent_or_a_tool_and_a_step_of_that_name_is_only_named_so() {
    for (String text : Payloads.all()) {
      String name = quoted(text);
      if (text.chars().noneMatch(c -> c < ' ' || "/~#".indexOf(c) >= 0)) {
        String out = start("{ " + name + ": { set: { y: '${ $task.name }' } } }", "").output();
        assertThat(text(Json.parse(out), "y")).isEqualTo(text);
      }
      for (String steps :
          List.of(
              "{ a: { call: agent, with: { agent: " + name + " } } }",
              "{ a: { call: tool, with: { server: desk, name: " + name + ", arguments: {} } } }")) {
        assertThat(refused(steps)).as(steps).isTrue();
      }
    }
  }

  private static boolean refused(String steps) {
    try {
      script(steps);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Test
  void a_run_signal_that_carries_a_program_as_its_key_changes_nothing() {
    Play play = start(ASK, "x");
    for (String text : Payloads.all()) {
      play.send(new RunSignal.TimerDue(text));
    }
    assertThat(play.underWay()).containsExactly("echo");
  }
}
