package dev.fermata.server.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.server.discover.Found.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a walk through a folder finds, and what it leaves alone. */
class SearchTest {
  @TempDir private Path folder;

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Search.Result search() throws IOException {
    return Search.in(folder, new YamlParser());
  }

  private List<String> found() throws IOException {
    return search().found().stream()
        .map(f -> f.kind().word() + " " + f.name() + " " + f.file() + ":" + f.line())
        .sorted()
        .toList();
  }

  @Test
  void the_files_of_the_usual_clients_name_their_servers() throws IOException {
    file(
        ".mcp.json",
        """
        { "mcpServers": {
            "files": { "command": "npx", "args": ["-y", "server-filesystem", "/data"] } } }
        """);
    file(
        "app/.vscode/mcp.json",
        """
        {
        \t// a comment
        \t"servers": { "web": { "type": "http", "url": "https://mcp.example.com/mcp" }, },
        }
        """);
    file("home/claude_desktop_config.json", "{\"mcpServers\":{\"time\":{\"command\":\"uvx\"}}}");

    assertThat(found())
        .containsExactly(
            "mcp files .mcp.json:2",
            "mcp time home/claude_desktop_config.json:1",
            "mcp web app/.vscode/mcp.json:3");
    assertThat(search().found().stream().map(f -> f.reach().shown()))
        .containsExactlyInAnyOrder(
            "npx -y server-filesystem /data", "https://mcp.example.com/mcp", "uvx");
    assertThat(search().found()).allMatch(f -> f.effects().equals(Found.UNKNOWN_EFFECTS));
  }

  @Test
  void projects_of_agent_frameworks_are_found_by_their_files() throws IOException {
    file("graph/langgraph.json", "{ \"graphs\": { \"writer\": \"./agent.py:graph\" } }");
    file("graph/pyproject.toml", "[project]\ndependencies = [\n  \"langgraph>=0.6\",\n]\n");
    file("crew/src/config/agents.yaml", "critic:\n  role: Critic\n  goal: Find faults\n");
    file("crew/requirements.txt", "# crewai is said here\nrequests==2\ncrewai==1.0\n");
    file("team/requirements.txt", "autogen-agentchat~=0.7\n");
    file("flow/pyproject.toml", "dependencies = ['llama-index-core[x]']\n");
    file("plain/requirements.txt", "requests\n");

    assertThat(found())
        .containsExactly(
            "autogen team team/requirements.txt:1",
            "crewai critic crew/src/config/agents.yaml:1",
            "langgraph writer graph/langgraph.json:1",
            "llamaindex flow flow/pyproject.toml:1");
  }

  @Test
  void cards_and_descriptions_tell_what_they_offer_and_how_it_acts() throws IOException {
    file(
        "a/.well-known/agent-card.json",
        """
        { "name": "Letter Writer", "url": "https://a.example.com/a2a",
          "skills": [ { "id": "letters", "name": "Letters" } ] }
        """);
    file(
        "api/openapi.yaml",
        """
        openapi: 3.1.0
        info: { title: Bank }
        servers: [ { url: 'https://bank.example.com' } ]
        paths:
          /accounts: { get: { operationId: list }, post: { operationId: open }, parameters: [] }
          /accounts/{id}: { delete: { operationId: close } }
        """);

    List<Found> found = search().found();
    Found card = found.stream().filter(f -> f.kind() == Kind.A2A).findFirst().orElseThrow();
    assertThat(card.offers()).containsExactly("letters");
    assertThat(card.reach().url()).isEqualTo("https://a.example.com/a2a");
    Found api = found.stream().filter(f -> f.kind() == Kind.OPENAPI).findFirst().orElseThrow();
    assertThat(api.name()).isEqualTo("Bank");
    assertThat(api.effects()).isEqualTo("1 read, 2 irreversible");
    assertThat(api.offers()).containsExactly("list", "open", "close");
  }

  @Test
  void a_credential_in_clear_text_is_told_by_its_place_and_never_by_its_value() throws IOException {
    file(
        ".mcp.json",
        """
        { "mcpServers": { "git": {
            "command": "npx",
            "args": ["server-git", "--token", "hunter2hunter2", "--region", "eu"],
            "env": {
              "GIT_TOKEN": "ghp_0123456789abcdef",
              "GIT_KEY": "${GIT_KEY}",
              "LEVEL": "debug" } },
          "web": {
            "url": "https://bob:p@ss@mcp.example.com/?api_key=s3cr3ts3cr3t&v=1",
            "headers": { "Authorization": "Bearer abcdef123456" } } } }
        """);
    file(".env", "export OPENAI_API_KEY='sk-0123456789abcdef'\nNAME=x\n");

    List<Found> found = search().found();
    String all = found.toString() + found.stream().map(f -> f.reach().shown()).toList();
    Found git = found.getFirst();
    assertThat(git.leaks())
        .map(Found.Leak::toString)
        .containsExactly(
            ".mcp.json:5 environment GIT_TOKEN",
            ".mcp.json:3 argument 3",
            ".env:1 setting OPENAI_API_KEY");
    assertThat(git.reach().shown()).isEqualTo("npx server-git --token [hidden] --region eu");
    Found web = found.getLast();
    assertThat(web.reach().shown()).isEqualTo("https://mcp.example.com/?api_key=[hidden]&v=1");
    assertThat(web.leaks())
        .map(Found.Leak::what)
        .containsExactly("header Authorization", "address", "setting OPENAI_API_KEY");
    assertThat(git.leaks().toString()).doesNotContain("ghp_", "hunter2", "sk-");
    assertThat(all).contains("hunter2");
    for (Found each : found) {
      String text = Draft.of(each, "ops", java.util.Optional.of(folder)).orElseThrow().text();
      assertThat(text).doesNotContain("ghp_", "hunter2", "s3cr3t", "pass@", "sk-", "abcdef123456");
    }
  }

  @Test
  void an_owner_is_the_last_pattern_that_fits() throws IOException {
    file(".github/CODEOWNERS", "* @org/all\n/app/ @org/apps\n*.yaml @docs\n/app/x/** @eve\n");
    Owners owners = search().owners();
    assertThat(owners.of("readme")).isEqualTo("@org/all");
    assertThat(owners.of("app/a.json")).isEqualTo("@org/apps");
    assertThat(owners.of("app/a.yaml")).isEqualTo("@docs");
    assertThat(owners.of("app/x/y/a.yaml")).isEqualTo("@eve");
    assertThat(owners.of("apple/a.json")).isEqualTo("@org/all");
  }

  @Test
  void a_pattern_made_to_take_long_takes_no_time() {
    Owners owners = Owners.read("*a*a*a*a*a*a*a*a*a*a*a*a*b @x\n");
    assertThat(owners.of("a".repeat(20_000))).isEmpty();
  }

  @Test
  void no_link_is_followed_and_what_is_nobodys_own_is_skipped(@TempDir Path outside)
      throws IOException {
    Files.writeString(outside.resolve(".mcp.json"), "{\"mcpServers\":{\"x\":{\"command\":\"x\"}}}");
    Files.createSymbolicLink(folder.resolve("away"), outside);
    Files.createSymbolicLink(folder.resolve(".mcp.json"), outside.resolve(".mcp.json"));
    file("node_modules/p/.mcp.json", "{\"mcpServers\":{\"y\":{\"command\":\"y\"}}}");
    assertThat(found()).isEmpty();
  }

  @Test
  void a_hostile_file_is_told_of_and_the_search_goes_on() throws IOException {
    file("a/agents.yaml", "a: &a [1]\nb: [*a, *a]\n");
    file("b/openapi.json", "[".repeat(100_000));
    file("c/.mcp.json", "{\"mcpServers\":" + " ".repeat(Search.BYTES_LIMIT) + "{}}");
    file("d/.mcp.json", "{\"mcpServers\":{\"ok\":{\"command\":\"x\"},\"list\":[1,2]}}");
    file("e/.mcp.json", "{\"mcpServers\":[\"no\",1,null],\"servers\":7}");

    assertThat(found()).containsExactly("mcp ok d/.mcp.json:1");
    assertThat(search().unread()).hasSize(3);
    assertThat(search().unread().toString()).contains("a/agents.yaml", "b/openapi.json", "c/.mcp");
  }

  @Test
  void a_name_that_would_leave_the_folder_is_made_harmless() {
    assertThat(Draft.name("../../etc/passwd")).isEqualTo("etc-passwd");
    assertThat(Draft.name("…")).isEqualTo("found");
    assertThat(Draft.name("Letter Writer")).isEqualTo("Letter-Writer");
  }
}
