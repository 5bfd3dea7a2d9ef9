package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.complaints;
import static dev.fermata.adapter.yaml.Documents.document;
import static dev.fermata.adapter.yaml.Documents.good;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.RosterReader.Entry;
import dev.fermata.roster.Team;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.hours.Hours;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Classification;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class RosterReaderTest {
  private static final String LEAST = "agent: a\nowner: ops\nkind: process\ncommand: [run]\n";

  @Test
  void an_agent_is_all_that_its_file_says() {
    Agent agent =
        agent(
            """
            agent: credit-scorer
            version: '1.2.0'
            owner: credit-ops
            purpose: Scores.
            kind: process
            command: ['${java}', -Xmx64m, Scorer.java]
            directory: bin
            environment: { LANG: C, EMPTY: '' }
            skills: [scoring, credit]
            effect: read
            keyed: true
            concurrency: 2
            timeout: { seconds: 5 }
            answerBytes: 1000
            input: { type: object }
            output: true
            """);
    assertThat(agent.name() + " " + agent.version() + " " + agent.owner() + " " + agent.purpose())
        .isEqualTo("credit-scorer 1.2.0 credit-ops Scores.");
    assertThat(agent.endpoint())
        .isEqualTo(
            new Endpoint.Process(
                List.of("${java}", "-Xmx64m", "Scorer.java"),
                "/base/bin",
                Map.of("LANG", "C", "EMPTY", "")));
    assertThat(agent.skills()).containsExactly("scoring", "credit");
    assertThat(agent.effect()).isEqualTo(EffectClass.READ);
    assertThat(agent.keyed()).isTrue();
    assertThat(agent.limits()).isEqualTo(new Agent.Limits(2, Duration.ofSeconds(5), 1000));
    assertThat(agent.input()).contains(Json.parse("{\"type\":\"object\"}"));
    assertThat(agent.output()).contains(Json.of(true));
  }

  @Test
  void what_an_agent_does_not_say_is_the_safe_thing() {
    Agent agent = agent(LEAST);
    assertThat(agent.effect()).isEqualTo(EffectClass.IRREVERSIBLE);
    assertThat(agent.keyed()).isFalse();
    assertThat(agent.limits()).isEqualTo(Agent.Limits.DEFAULT);
    assertThat(((Endpoint.Process) agent.endpoint()).directory()).isEqualTo("/base");
  }

  @ParameterizedTest
  @CsvSource({"., /base", "./x, /base/x", "../y, /base/../y", "/abs, /abs", "C:/abs, C:/abs"})
  void a_folder_is_looked_for_from_the_folder_of_the_file(String written, String found) {
    assertThat(((Endpoint.Process) agent(LEAST + "directory: " + written).endpoint()).directory())
        .isEqualTo(found);
  }

  @Test
  void an_agent_may_be_an_address_or_a_java_function() {
    String owned = "agent: a\nowner: ops\n";
    assertThat(
            agent(owned + "kind: http\nurl: https://a.org/work\nheaders: { x-key: k }").endpoint())
        .isEqualTo(new Endpoint.Http("https://a.org/work", Map.of("x-key", "k")));
    assertThat(agent(owned + "kind: java").endpoint()).isEqualTo(new Endpoint.Java("a"));
    assertThat(agent(owned + "kind: java\nfunction: f").endpoint())
        .isEqualTo(new Endpoint.Java("f"));
  }

  @Test
  void an_agent_that_speaks_a2a_names_the_card_that_was_accepted_and_who_may_sign_it() {
    String owned = "agent: a\nowner: ops\nkind: a2a\nurl: https://a.org\n";
    String digest = "x".repeat(43);
    var endpoint =
        (Endpoint.A2a)
            agent(owned + "card: " + digest + "\nkeys: { keys: [{ kty: EC, kid: k1 }] }\n")
                .endpoint();
    assertThat(endpoint.card()).isEqualTo(digest);
    assertThat(endpoint.keys())
        .contains(Json.parse("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k1\"}]}"));
    assertThat(agent(owned).fingerprint())
        .isNotEqualTo(agent(owned + "card: " + digest).fingerprint());
  }

  @Test
  void an_agent_may_be_a_model_or_speak_mcp_or_a2a() {
    String owned = "agent: a\nowner: ops\n";
    String model =
        owned
            + "kind: model\ninstructions: Do it.\n"
            + "model: { api: anthropic, url: 'https://m.org/v1', name: m-1, key: M_KEY,"
            + " temperature: 0.25 }\n";
    var service =
        new Endpoint.Service(
            Endpoint.Api.ANTHROPIC,
            "https://m.org/v1",
            "m-1",
            "M_KEY",
            Optional.of(250),
            Endpoint.Service.ANSWER_TOKENS,
            Endpoint.Service.SILENCE);
    assertThat(agent(model).endpoint())
        .isEqualTo(new Endpoint.Model(service, Optional.empty(), "Do it.", 20));
    assertThat(agent(model + "turns: 20").fingerprint()).isEqualTo(agent(model).fingerprint());
    assertThat(agent(model + "turns: 21").fingerprint()).isNotEqualTo(agent(model).fingerprint());
    assertThat(agent(owned + "kind: mcp\ncommand: [npx, x]\ntool: t").endpoint())
        .isEqualTo(
            new Endpoint.Mcp(
                new Endpoint.Process(List.of("npx", "x"), "/base", Map.of()), "t", Map.of()));
    assertThat(agent(owned + "kind: a2a\nurl: https://a.org").endpoint())
        .isEqualTo(new Endpoint.A2a("https://a.org", Map.of()));
  }

  @Test
  void the_fingerprint_covers_everything_and_defaults_change_nothing() {
    var plain = agent(LEAST).fingerprint();
    assertThat(
            agent(
                    LEAST
                        + "version: '1'\ntimeout: PT1M\neffect: irreversible\nkeyed: false\nskills: []"
                        + "\nconcurrency: 8\nanswerBytes: 8388608\ndirectory: .\npurpose: ''")
                .fingerprint())
        .isEqualTo(plain);
    for (String change :
        List.of("purpose: x", "timeout: PT2M", "keyed: true", "environment: { A: b }")) {
      assertThat(agent(LEAST + change).fingerprint()).as(change).isNotEqualTo(plain);
    }
  }

  @Test
  void a_tool_server_has_tools_each_with_its_own_effect() {
    ToolServer server =
        good(
            RosterReader.server(
                document(
                    """
                    server: bank
                    owner: ops
                    kind: http
                    url: http://bank.example
                    tools:
                      look: { effect: read, description: Looks., output: { type: object } }
                      pay: { keyed: true, input: { type: object } }
                    """),
                "/base"));
    assertThat(server.tools())
        .isEqualTo(
            Map.of(
                "look",
                new ToolServer.Tool(
                    "look",
                    "Looks.",
                    EffectClass.READ,
                    false,
                    Optional.empty(),
                    Optional.of(Json.parse("{\"type\":\"object\"}")),
                    Optional.empty()),
                "pay",
                new ToolServer.Tool(
                    "pay",
                    "",
                    EffectClass.IRREVERSIBLE,
                    true,
                    Optional.of(Json.parse("{\"type\":\"object\"}")),
                    Optional.empty(),
                    Optional.empty())));
  }

  @Test
  void teams_stand_together_in_one_file() {
    assertThat(
            good(
                RosterReader.teams(
                    document("teams:\n  - { team: ops, purpose: Runs it }\n  - team: board"))))
        .containsExactly(
            new Team(new TeamName("ops"), "Runs it"), new Team(new TeamName("board"), ""));
  }

  @Test
  void a_team_says_how_it_works() {
    Team team =
        good(RosterReader.teams(
                document(
                    """
                    teams:
                      - team: ops
                        lead: ana
                        zone: Europe/Madrid
                        hours: Mon-Fri 09:00-17:00
                        absence: [{ from: 2026-12-24, to: 2026-12-26 }]
                        reminders: [PT1H, PT15M]
                        channels: [{ kind: email, to: ops@example.com }]
                        passed: true
                        blindFirst: 0.2
                        reads: [public, internal]
                    """)))
            .getFirst();
    Team.Practice how = team.how();
    assertThat(how.presence().hours()).isEqualTo(Hours.parse("Mon-Fri 09:00-17:00"));
    assertThat(how.presence().zone()).isEqualTo(ZoneId.of("Europe/Madrid"));
    assertThat(how.presence().absences()).hasSize(1);
    assertThat(how.lead()).isEqualTo("ana");
    assertThat(how.reminders()).containsExactly(Duration.ofHours(1), Duration.ofMinutes(15));
    assertThat(how.channels()).hasToString("[email:ops@example.com]");
    assertThat(how.passed()).isTrue();
    assertThat(how.blindFirst()).contains(0.2);
    assertThat(how.reads()).contains(Set.of(Classification.PUBLIC, Classification.INTERNAL));
  }

  @Test
  void people_stand_together_in_one_file() {
    List<Person> people =
        good(
            RosterReader.people(
                document(
                    """
                    people:
                      - person: ana
                        displayName: Ana Silva
                        roles: [approver]
                        teams: [ops]
                        hours: Mon-Fri 09:00-17:00
                        absence: [{ from: 2026-12-20, to: 2027-01-06, delegate: ben }]
                      - person: ben
                    """)));
    Person ana = people.getFirst();
    assertThat(ana.displayName()).isEqualTo("Ana Silva");
    assertThat(ana.roles()).containsExactly(Role.APPROVER);
    assertThat(ana.teams()).containsExactly(new TeamName("ops"));
    assertThat(ana.presence().orElseThrow().absences().getFirst().delegate()).isEqualTo("ben");
    assertThat(people.getLast().presence()).isEmpty();
  }

  @Test
  void faults_of_teams_and_people_are_told_with_their_place() {
    assertThat(
            complaints(
                RosterReader.teams(
                    document(
                        "teams:\n  - { team: a, zone: Mars, hours: never, blindFirst: 2 }\n"
                            + "  - { team: b, reads: [al], absence: [{ from: 2027-01-02, to: 2027-01-01 }] }"))))
        .hasSize(5)
        .anyMatch(told -> told.startsWith("2:") && told.contains("Europe/Madrid"))
        .anyMatch(told -> told.startsWith("2:") && told.contains("'never' says no hours"))
        .anyMatch(told -> told.startsWith("2:") && told.contains("from 0 to 1"))
        .anyMatch(told -> told.startsWith("3:") && told.contains("before it begins"));
    assertThat(
            complaints(
                RosterReader.people(
                    document("people: [ { person: a, roles: [king] }, { person: a } ]"))))
        .hasSize(2)
        .anyMatch(told -> told.contains("stands twice"));
  }

  @Test
  void a_file_says_itself_what_it_registers() {
    assertThat(good(RosterReader.read(document(LEAST), "/base"))).isInstanceOf(Entry.OfAgent.class);
    assertThat(good(RosterReader.read(document("teams: [ { team: a } ]"), "/base")))
        .isInstanceOf(Entry.OfTeams.class);
    assertThat(complaints(RosterReader.read(document("agnt: a"), "/base")))
        .containsExactly(
            "1:1 the file registers nothing; begin it with 'agent', 'server', 'teams' or 'people'");
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/agent-complaints.csv", delimiter = '|', quoteCharacter = '`')
  void a_fault_in_an_agents_file_is_told_with_its_place(String line, String complaint) {
    String word = line.substring(0, line.indexOf(':'));
    String source =
        LEAST.contains("\n" + word + ":") && !word.equals("owner")
            ? LEAST.replaceFirst("(?m)^" + word + ":.*$", line)
            : LEAST.replace("owner: ops\n", word.equals("owner") ? "" : "owner: ops\n") + line;
    String expected = word.equals("owner") ? complaint.replace("5:1", "4:1") : complaint;
    assertThat(complaints(RosterReader.agent(document(source), "/base")))
        .singleElement()
        .asString()
        .startsWith(expected);
  }

  @Test
  void faults_of_tools_and_teams_are_told_with_their_place() {
    assertThat(
            complaints(
                RosterReader.server(
                    document(
                        "server: s\nkind: java\ntools:\n  a b: {}\n  c: { efect: read, check: x }\n  d: { check: e }\n  e: {}\n"
                            + "  f: { effect: read }\n  g: { effect: read, check: f }\n  h: { check: f }"),
                    "/base")))
        .containsExactly(
            "1:1 'owner' is missing; name the team or person who answers for it",
            "4:3 'a b' is not a name; a name has 1 to 128 letters, digits, dots, dashes or underscores",
            "5:8 field 'efect' is not known in 'c'; correct or remove it. Did you mean 'effect'?",
            "5:21 'check' names 'x', which is no tool of this server.",
            "6:8 'check' names 'e' of class irreversible; name a tool that only reads (effect: read)",
            "9:22 'g' only reads and is never in doubt; remove its 'check'");
    assertThat(
            complaints(
                RosterReader.teams(document("teams: [ { team: a }, { team: a }, { tem: b } ]"))))
        .containsExactly(
            "1:25 team 'a' stands twice; remove one",
            "1:36 'team' is missing in item 3 of 'teams'; give the team's name",
            "1:38 field 'tem' is not known in item 3 of 'teams'; correct or remove it. Did you mean 'team'?");
  }

  private static Agent agent(String source) {
    return good(RosterReader.agent(document(source), "/base"));
  }
}
