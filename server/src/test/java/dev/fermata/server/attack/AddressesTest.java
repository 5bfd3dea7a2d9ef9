package dev.fermata.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.server.api.TestServer;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses that a workflow, an agent's answer or a redirect gives lead to nobody inside (S9). */
@Tag("faults")
class AddressesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final List<String> HOSTS =
      List.of(
          "localhost",
          "LOCALHOST.",
          "127.0.0.1",
          "127.0.0.1.",
          "127.1",
          "127.255.255.254",
          "2130706433",
          "0x7f000001",
          "0177.0.0.1",
          "0",
          "0.0.0.0",
          "10.0.0.1",
          "100.64.0.1",
          "169.254.169.254",
          "169.254.170.2",
          "172.16.0.1",
          "192.0.0.192",
          "192.168.0.1",
          "198.18.0.1",
          "224.0.0.1",
          "240.0.0.1",
          "255.255.255.255",
          "[::]",
          "[::1]",
          "[::127.0.0.1]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[::ffff:0:127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b:1::7f00:1]",
          "[2002:7f00:1::]",
          "[2001:0:7f00:1::]",
          "[100::1]",
          "[fc00::1]",
          "[fd00:ec2::254]",
          "[fe80::1]",
          "[fec0::1]",
          "[ff02::1]",
          "example.org@127.0.0.1",
          "127.0.0.1\\@example.org",
          "\u2460\u2461\u2466.0.0.1",
          "127.0.0.1%00.example.org",
          "%6c%6f%63%61%6c%68%6f%73%74");

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: reach, version: '1.0.0', metadata: { owner: admin } }
      do:
        - each:
            for: { each: url, in: '${ .urls }' }
            do:
              - safe:
                  try: [ { get: { call: http, with: { method: get, endpoint: '${ $url }', redirect: true } } } ]
                  catch: { as: error, do: [ { keep: { set: { told: '${ $error.type }' } } } ] }
      """;

  private static String url(String host, Canary canary) {
    return "http://" + host + ":" + canary.port() + "/latest/meta-data/";
  }

  @Test
  void no_address_in_a_run_of_the_real_server_leads_inside() {
    try (var canary = Canary.silent();
        var server = TestServer.start()) {
      String admin = server.admin();
      var source = Json.object().put("source", WORKFLOW);
      server.expect(201, server.post("/api/v1/workflows", admin, source.toString()));
      var start = Json.object().put("workflow", "t/reach");
      var urls = start.putObject("input").putArray("urls");
      HOSTS.forEach(host -> urls.add(url(host, canary)));
      JsonNode run =
          server.expect(201, server.post("/api/v1/runs", admin, start.toString())).json();
      String path = "/api/v1/runs/" + run.path("run").asText();
      await()
          .atMost(LONG)
          .until(() -> server.get(path, admin).json().path("status").asText().equals("completed"));
      assertThat(canary.connections()).isZero();
      assertThat(server.log()).doesNotContain("Exception");
    }
  }

  @Test
  void no_redirect_leads_inside_however_long_the_chain() {
    try (var campaign = Campaign.of("S9", "chains of redirects")) {
      for (String host : HOSTS) {
        for (String status :
            List.of("301 Moved", "302 Found", "303 See Other", "307 Again", "308 For Good")) {
          campaign.attempt(host + " " + status, () -> redirected(host, status));
        }
      }
    }
  }

  private static Reply redirected(String host, String status) {
    try (var canary = Canary.silent();
        var hop =
            Canary.redirecting(status, path -> path.length() < 4 ? path + "x" : url(host, canary));
        var caller = new HttpCaller(Clock.systemUTC(), Set.of(hop.authority()))) {
      var input =
          Json.object().put("method", "GET").put("endpoint", "http://" + hop.authority() + "/");
      input.put("redirect", true);
      Reply reply = caller.call(attempt(hop.authority(), "http", Json.adopt(input)));
      assertThat(reply).isInstanceOf(Reply.Rejected.class);
      assertThat(hop.connections()).isEqualTo(4);
      assertThat(canary.connections()).isZero();
      return reply;
    }
  }

  @Test
  void whom_the_operator_registered_cannot_send_a_call_on() {
    for (String status : List.of("301 Moved", "302 Found", "307 Again", "308 For Good")) {
      try (var canary = Canary.silent();
          var agent = Canary.redirecting(status, path -> "http://" + canary.authority() + "/");
          var caller = new HttpCaller(Clock.systemUTC(), Set.of())) {
        caller.call(attempt(agent.authority(), "score", Json.EMPTY));
        URI sink = URI.create("http://" + agent.authority() + "/checkpoints");
        assertThat(caller.post(sink, new byte[] {'{', '}'}, LONG)).isPresent();
        assertThat(agent.connections()).isEqualTo(2);
        assertThat(canary.connections()).isZero();
      }
    }
  }

  private static Attempt attempt(String authority, String work, Json input) {
    return new Attempt(
        EffectKey.of(new RunId("r1"), new Place("s")),
        1,
        authority,
        new Endpoint.Http(input.text("endpoint").orElse("http://" + authority + "/"), Map.of()),
        new Limits(8, LONG, 1 << 16),
        work,
        input,
        Clock.systemUTC().instant().plus(LONG));
  }

  /** Other ways to write one host; all lead there, or nowhere. */
  private static final List<String> SPELLINGS =
      List.of(
          "https://bank.example/x",
          "https://BANK.example/x",
          "HTTPS://bank.EXAMPLE/x",
          "https://bank.example:443/x",
          "http://bank.example:80/x",
          "https://bank.example./x",
          "https://bank.example.:443/x",
          "https://bank.example:/x",
          "https://bank.example..:443/x",
          "https://u@bank.example/x",
          "https://u:p@bank.example/x",
          "https://good.example\\@bank.example/x",
          "https://bank.example?x",
          "https://bank.example#x",
          "https://b%61nk.example/x",
          "https://b\u0430nk.example/x",
          "https://bank\u3002example/x",
          "https://\uff42ank.example/x",
          "https://bank.example\u200b/x",
          "https:// bank.example/x",
          "https://bank.example\t/x",
          "https:///bank.example/x",
          "https:bank.example/x",
          "//bank.example/x");

  @Test
  void a_rule_about_a_host_holds_however_its_address_is_written() {
    for (Policy rule :
        List.of(byTarget("GET bank.example"), byTarget("GET Bank.Example"), byRule())) {
      for (String address : SPELLINGS) {
        Play play =
            Script.given(
                    "do: [ { s: { call: http, with: { method: get, endpoint: '${ .url }' } } } ]")
                .under(rule)
                .by(new Cel())
                .trying(Trial.NONE)
                .start(Json.object().put("url", address).toString());
        if (!play.calls().isEmpty()) {
          assertThat(refusedAsWritten(play)).as(address).isTrue();
        }
      }
    }
  }

  /** Whether the caller refuses to read the address, before it looks for anybody. */
  private static boolean refusedAsWritten(Play play) {
    var target = (Target.Http) play.call().target();
    try (var caller = new HttpCaller(Clock.systemUTC(), Set.of())) {
      Reply reply = caller.call(attempt(target.host(), "http", play.call().arguments()));
      return reply instanceof Reply.NotCalled(var problem, _, _)
          && problem.kind().equals("configuration");
    }
  }

  private static Policy byTarget(String target) {
    return policy(new Scope(Set.of(), List.of(target), List.of()), Optional.empty());
  }

  private static Policy byRule() {
    return policy(Scope.ALL, Optional.of("effect.server == 'bank.example'"));
  }

  private static Policy policy(Scope scope, Optional<String> when) {
    return new Policy(
        "no-bank",
        "1",
        "risk",
        Digest.of("no"),
        scope,
        when,
        new Then.Deny("no"),
        false,
        List.of());
  }
}
