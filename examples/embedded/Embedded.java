import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Outcome;
import dev.fermata.roster.*;
import dev.fermata.value.Json;
import dev.fermata.workflow.*;
import java.nio.file.*;
import java.security.SecureRandom;
import java.time.*;

/** Runs a workflow inside this program; its tool is the Java function below. */
void main() throws Exception {
  var yaml = new YamlParser();
  var me = new Principal.Machine("embedded", java.util.Set.of(Role.AUTHOR, Role.OPERATOR));
  Path folder = Files.createTempDirectory("embedded");
  try (var store = SqliteStore.open(folder, new SecureRandom());
      Fermata fermata =
          Fermata.builder()
              .journal(store)
              .views(store)
              .definitions(source -> good(WorkflowReader.read(parsed(yaml, source))))
              .expressions(new Jq())
              .schemas(new JsonSchemas())
              .clock(Clock.systemUTC())
              .chance(new SecureRandom())
              .function("vat", order -> order.with("vat", Json.of(order.view().get("net").asLong() / 5)))
              .failures(failure -> System.err.println(failure))
              .open()) {
    fermata.tell(new HouseSignal.AddToolServer(good(RosterReader.server(parsed(yaml, read("tools.yaml")), "")), me));
    String source = read("workflow.yaml");
    fermata.tell(new HouseSignal.PublishWorkflow(good(WorkflowReader.read(parsed(yaml, source))), source, me));
    var start = new Fermata.Beginning("invoice", Json.parse("{\"net\": 100}"), "invoice-1", "");
    if (fermata.start(start, me) instanceof Answer.Started(var run, _)) {
      for (long at = 0; fermata.state(run).orElseThrow().ended().isEmpty(); ) {
        at = fermata.awaitAfter(at, Duration.ofSeconds(1));
      }
      IO.println(((Outcome.Completed) fermata.state(run).orElseThrow().ending().orElseThrow()).output());
    }
  }
}

static String read(String name) throws java.io.IOException {
  return Files.readString(Path.of(System.getProperty("example", "examples/embedded"), name));
}

static Document parsed(YamlParser yaml, String source) {
  return ((Document.Parsed.Good) yaml.parse(source)).document();
}

static <T> T good(Read<T> read) {
  return ((Read.Good<T>) read).value();
}
