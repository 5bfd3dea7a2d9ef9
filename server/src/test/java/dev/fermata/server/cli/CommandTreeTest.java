package dev.fermata.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.cli.say.Screen;
import dev.fermata.value.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command, whatever it does. None of these needs a server. */
class CommandTreeTest {
  private static final int WIDTH = 80;
  private static final Map<String, String> NO_SERVER =
      Map.of("FERMATA_SERVER", "http://127.0.0.1:1");

  private static final List<String> VERBS =
      List.of(
          "demo",
          "server",
          "doctor",
          "status",
          "login",
          "logout",
          "whoami",
          "completion",
          "version",
          "bench steps",
          "bench crash",
          "bench switch",
          "workflow lint",
          "workflow publish",
          "workflow list",
          "workflow show",
          "workflow graph",
          "workflow explain",
          "workflow diff",
          "run start",
          "run list",
          "run show",
          "run events",
          "run watch",
          "run pause",
          "run resume",
          "run retry",
          "run cancel",
          "run rerun",
          "task list",
          "task show",
          "task claim",
          "task release",
          "task decide",
          "agent add",
          "agent list",
          "agent show",
          "agent test",
          "agent quarantine",
          "agent release",
          "agent remove",
          "agent compare",
          "agent discover",
          "audit sprawl",
          "tool add",
          "tool list",
          "tool show",
          "tool test",
          "tool diff",
          "tool accept",
          "tool remove",
          "policy publish",
          "policy list",
          "policy show",
          "policy withdraw",
          "switch throw",
          "switch release",
          "switch list",
          "hook add",
          "hook list",
          "hook rotate",
          "hook remove",
          "person add",
          "person list",
          "person show",
          "person update",
          "person disable",
          "team add",
          "team list",
          "team show");

  private static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(new Cli(Screen.system()).tree(), List.of(), all);
    return all.stream();
  }

  private static void collect(CommandLine at, List<String> path, List<List<String>> all) {
    all.add(path);
    at.getSubcommands()
        .forEach((name, command) -> {
          var longer = new ArrayList<>(path);
          longer.add(name);
          collect(command, longer, all);
        });
  }

  private static Typed typed(List<String> path, String... rest) {
    return Typed.by(
        NO_SERVER, Stream.concat(path.stream(), Stream.of(rest)).toArray(String[]::new));
  }

  @Test
  void the_verbs_for_stored_data_are_there() {
    assertThat(commands().map(path -> String.join(" ", path)))
        .contains("backup", "restore", "verify");
  }

  @Test
  void a_command_is_called_as_its_help_calls_it() {
    new Cli(Screen.system())
        .tree()
        .getSubcommands()
        .forEach((name, command) -> assertThat(command.getCommandSpec().name()).isEqualTo(name));
  }

  @Test
  void every_verb_of_this_version_is_there() {
    assertThat(commands().map(path -> String.join(" ", path))).containsAll(VERBS);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_is_narrow_and_every_verb_has_an_example(List<String> path) {
    Typed help = typed(path, "--help");
    assertThat(help.exit()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= WIDTH);
    boolean verb = path.isEmpty() || !help.out().contains("Commands:");
    if (verb) assertThat(help.out()).containsPattern("Examples?:\n.*fermata ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_wrong_option_is_named_with_exit_2_and_as_json(List<String> path) {
    Typed wrong = typed(path, "--no-such-option", "-o", "json");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    Json error = Json.parse(wrong.err());
    assertThat(error.text("code")).contains("usage");
    assertThat(error.text("hint")).isPresent();
    assertThat(error.text("requestId")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "rum, Did you mean 'run'?",
    "run lst, Did you mean 'list'?",
    "run list --al, Did you mean '--all'?",
    "worklow list, Did you mean 'workflow'?",
    "completion bsh, Did you mean 'bash'?",
  })
  void a_misspelt_word_is_answered_with_the_nearest(String line, String hint) {
    Typed wrong = Typed.by(NO_SERVER, line.split(" "));
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains(hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run list", "run show r1", "run watch r1", "task list", "agent list", "tool list",
        "person list", "team list", "workflow list", "workflow show w", "status", "whoami"
      })
  void without_a_server_exit_9_says_how_to_start_one(String line) {
    if (line.startsWith("run watch")) return; // It waits a minute for the server; see Patience.
    Typed none = Typed.by(NO_SERVER, line.split(" "));
    assertThat(none.exit()).isEqualTo(9);
    assertThat(none.out()).isEmpty();
    assertThat(none.err())
        .contains("no server answers at http://127.0.0.1:1")
        .contains("./fermata server");
  }

  @Test
  void a_script_cannot_decide_without_the_digest_of_what_it_read() {
    Typed refused = Typed.by(NO_SERVER, "task", "decide", "r1-1", "accept");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--digest");
  }

  @Test
  void what_is_no_address_is_said_so() {
    Typed wrong = Typed.by(Map.of(), "run", "list", "--server", "localhost:7070");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("'localhost:7070' is not the address of a server");
  }

  @Test
  void global_options_stand_before_or_after_the_verb() {
    Typed before = Typed.by(NO_SERVER, "-o", "json", "version");
    Typed after = Typed.by(NO_SERVER, "version", "-o", "json");
    assertThat(before.out()).isEqualTo(after.out());
    assertThat(Json.parse(before.out()).text("version")).isPresent();
  }

  @Test
  void a_noun_alone_lists_its_verbs() {
    Typed noun = Typed.by(NO_SERVER, "task");
    assertThat(noun.exit()).isEqualTo(2);
    assertThat(noun.err()).contains("decide").contains("claim");
  }

  @Test
  void help_is_also_a_word() {
    assertThat(Typed.by(NO_SERVER, "help", "task", "list").out())
        .isEqualTo(Typed.by(NO_SERVER, "task", "list", "--help").out())
        .contains("--mine");
  }

  @Test
  void the_reference_names_every_command() throws Exception {
    String reference = Files.readString(repository().resolve("docs/reference/cli.md"));
    assertThat(commands().filter(path -> !path.isEmpty()))
        .allSatisfy(path -> assertThat(reference).contains("`" + String.join(" ", path)));
  }

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("docs/reference"))) at = at.getParent();
    return at;
  }

  @Test
  void doctor_says_of_everything_whether_it_is_well(@TempDir Path folder) {
    Typed well = Typed.by(NO_SERVER, "doctor", "--data", folder.toString(), "-o", "json");
    assertThat(Json.parse(well.out()).view().at("/items/0/check").asText()).isEqualTo("jdk");
    assertThat(well.out()).contains("no").doesNotContain("null");
  }

  @Test
  void completion_loads_in_bash(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("fermata.bash");
    Files.writeString(script, Typed.by(Map.of(), "completion", "bash").out());
    Process bash =
        new ProcessBuilder("bash", "-c", "source " + script + " && complete -p fermata")
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes());
    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said).contains("fermata");
  }
}
