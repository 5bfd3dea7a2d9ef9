package dev.fermata.testkit.model;

import dev.fermata.roster.Roster;
import dev.fermata.testkit.Script;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.nio.ByteBuffer;

/** Who takes part in random workflows, and what each of them says: always the same to the same. */
public final class Cast {
  private static final Roster ROSTER =
      Script.given("do: [ { a: { set: { b: 1 } } } ]")
          .with(
              "{ agent: scorer, owner: clerks, kind: java, effect: read }",
              "{ agent: checker, owner: clerks, kind: java, effect: read }",
              "{ agent: mailer, owner: clerks, kind: java }",
              """
              server: bank
              owner: clerks
              kind: java
              tools:
                book: { effect: irreversible }
                pay: { effect: irreversible, keyed: true }
                look: { effect: read }
              """)
          .roster();

  private Cast() {}

  /** The agents and the tool server that random workflows call. */
  public static Roster roster() {
    return ROSTER;
  }

  /** What a call gives, once it is not refused. */
  static Json answer(Doer doer, Json arguments) {
    var output = Json.object().put("v", number(doer + " " + canonical(arguments)));
    output.put("by", doer.rosterName());
    arguments
        .member("words")
        .flatMap(w -> w.text(doer.rosterName()))
        .ifPresent(word -> output.put("say", word));
    return Json.adopt(output);
  }

  /** How often a call is refused before it is done. */
  static int refusals(Doer doer, Json arguments) {
    boolean all = arguments.text("refuser").isEmpty();
    boolean his = arguments.text("refuser").filter(doer.rosterName()::equals).isPresent();
    return all || his ? arguments.member("refuse").map(n -> n.view().asInt()).orElse(0) : 0;
  }

  /** What a person fills in who was shown this. */
  static Json filled(Json shown) {
    return Json.adopt(Json.object().put("seen", number(canonical(shown))));
  }

  /** What a person gives for the result of a call that failed. */
  static Json supplied(String step) {
    return Json.adopt(Json.object().put("v", number(step)).put("supplied", step));
  }

  static String canonical(Json json) {
    return new String(CanonicalJson.write(json), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int number(String of) {
    return ByteBuffer.wrap(Digest.of(of).bytes()).getInt() & Integer.MAX_VALUE;
  }
}
