package dev.fermata.testkit.taint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step of the random flows, with how it is written. */
sealed interface St {
  String name();

  Optional<Ex> when();

  /** The step without its name and condition. */
  ObjectNode body();

  default ObjectNode written() {
    ObjectNode body = body();
    when().ifPresent(ex -> body.put("if", wrap(ex)));
    ObjectNode whole = Json.object();
    whole.set(name(), body);
    return whole;
  }

  static String wrap(Ex ex) {
    return "${ " + ex.jq() + " }";
  }

  private static com.fasterxml.jackson.databind.node.ArrayNode block(List<St> steps) {
    var list = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    steps.forEach(step -> list.add(step.written()));
    return list;
  }

  /** Sets the data, member by member, and may export some of it. */
  record SetData(String name, Optional<Ex> when, Map<String, Ex> value, Optional<Ex> export)
      implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      ObjectNode set = body.putObject("set");
      value.forEach((member, ex) -> set.put(member, wrap(ex)));
      export.ifPresent(ex -> body.putObject("export").put("as", wrap(ex)));
      return body;
    }
  }

  /** Sets the data to what an expression gives. */
  record Whole(String name, Optional<Ex> when, Ex value) implements St {
    @Override
    public ObjectNode body() {
      return Json.object().put("set", wrap(value));
    }
  }

  record Switch(String name, Ex test, String target) implements St {
    @Override
    public Optional<Ex> when() {
      return Optional.empty();
    }

    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      var cases = body.putArray("switch");
      cases.addObject().putObject("yes").put("when", wrap(test)).put("then", target);
      cases.addObject().putObject("no").put("then", "continue");
      return body;
    }
  }

  record Do(String name, Optional<Ex> when, List<St> steps) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      body.set("do", block(steps));
      return body;
    }
  }

  record For(String name, Optional<Ex> when, Ex in, Optional<Ex> goOn, List<St> steps)
      implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      body.putObject("for").put("each", "item").put("in", wrap(in)).put("at", "index");
      goOn.ifPresent(ex -> body.put("while", wrap(ex)));
      body.set("do", block(steps));
      return body;
    }
  }

  record Fork(String name, Optional<Ex> when, List<St> branches) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      body.putObject("fork").set("branches", block(branches));
      return body;
    }
  }

  record Try(String name, Optional<Ex> when, List<St> steps, Optional<Ex> caught, List<St> handler)
      implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      body.set("try", block(steps));
      ObjectNode handling = body.putObject("catch");
      caught.ifPresent(ex -> handling.put("when", wrap(ex)));
      handling.set("do", block(handler));
      return body;
    }
  }

  record Raise(String name, Optional<Ex> when, Ex detail) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object();
      body.putObject("raise")
          .putObject("error")
          .put("type", "https://example.org/wrong")
          .put("status", 418)
          .put("title", "Raised")
          .put("detail", wrap(new Ex.Mix(Ex.Mix.Kind.TYPE, List.of(detail))));
      return body;
    }
  }

  record Call(String name, Optional<Ex> when, String agent, Ex input) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object().put("call", "agent");
      body.putObject("with").put("agent", agent).put("input", wrap(input));
      return body;
    }
  }

  /** Two opinions on a rating; the first one's counts where they differ. */
  record Panel(String name, Optional<Ex> when, Ex input) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object().put("call", "panel");
      ObjectNode with = body.putObject("with");
      ObjectNode members = with.putObject("members");
      members.putObject("a").put("agent", "scorer");
      members.putObject("b").put("agent", "plain");
      with.put("input", wrap(input)).put("agreeOn", "rating");
      with.putObject("conflict").put("by", "senior").put("member", "a");
      return body;
    }
  }

  /** A person looks at something and answers yes, which may vouch for it. */
  record Ask(String name, Optional<Ex> when, Ex show, boolean endorse) implements St {
    @Override
    public ObjectNode body() {
      ObjectNode body = Json.object().put("call", "human");
      ObjectNode with = body.putObject("with");
      with.put("team", "clerks").put("question", "Is it well?").put("due", "PT1H");
      with.put("show", wrap(show));
      with.putObject("answers").put("yes", "It goes on.").put("no", "It goes on as well.");
      if (endorse) {
        with.put("endorse", "yes");
      }
      return body;
    }
  }
}
