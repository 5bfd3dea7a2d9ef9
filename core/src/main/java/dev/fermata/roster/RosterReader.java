package dev.fermata.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.value.turn.Rate;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.LimitsReader;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the roster's files: agents, tool servers, teams and people, with all that is wrong with
 * them.
 */
public final class RosterReader {
  public static final Duration TIMEOUT_LIMIT = Duration.ofDays(1);
  public static final int ANSWER_BYTES_LIMIT = 64 << 20;

  private static final int SKILLS_LIMIT = 64;
  private static final List<String> EFFECTS =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();

  private final Complaints complaints;
  private final Part.Fields fields;
  private final EndpointReader endpoints;

  /** The file as written, with every default filled in: what the fingerprint is taken of. */
  private final ObjectNode whole;

  private RosterReader(Document document, String directory) {
    this.complaints = new Complaints(document);
    Part root = complaints.root();
    this.fields = root.fields();
    this.whole =
        document.tree().view() instanceof ObjectNode object ? object.deepCopy() : Json.object();
    this.endpoints = new EndpointReader(directory, whole);
  }

  /** What one file of the roster registers. */
  public sealed interface Entry {
    record OfAgent(Agent agent) implements Entry {}

    record OfServer(ToolServer server) implements Entry {}

    record OfTeams(List<Team> teams) implements Entry {
      public OfTeams {
        teams = List.copyOf(teams);
      }
    }

    record OfPeople(List<Person> people) implements Entry {
      public OfPeople {
        people = List.copyOf(people);
      }
    }
  }

  /**
   * Reads a file of any of the four kinds.
   *
   * @param directory the absolute path of the file's folder; a process starts there, or in the
   *     folder that its file names from there
   */
  public static Read<Entry> read(Document document, String directory) {
    var tree = document.tree();
    if (tree.member("teams").isPresent()) {
      return as(teams(document), Entry.OfTeams::new);
    }
    if (tree.member("people").isPresent()) {
      return as(people(document), Entry.OfPeople::new);
    }
    if (tree.member("server").isPresent()) {
      return as(server(document, directory), Entry.OfServer::new);
    }
    if (tree.member("agent").isPresent()) {
      return as(agent(document, directory), Entry.OfAgent::new);
    }
    var complaints = new Complaints(document);
    complaints
        .root()
        .error("the file registers nothing; begin it with 'agent', 'server', 'teams' or 'people'");
    return complaints.read(() -> new Entry.OfTeams(List.of()));
  }

  private static <T> Read<Entry> as(Read<T> read, Function<T, Entry> entry) {
    return switch (read) {
      case Read.Good<T>(var value, var warnings) -> new Read.Good<>(entry.apply(value), warnings);
      case Read.Broken<T>(var all) -> new Read.Broken<>(all);
    };
  }

  /** Reads an agent's file; as to the directory see {@link #read}. */
  public static Read<Agent> agent(Document document, String directory) {
    return new RosterReader(document, directory).agent();
  }

  /** Reads a tool server's file; as to the directory see {@link #read}. */
  public static Read<ToolServer> server(Document document, String directory) {
    return new RosterReader(document, directory).server();
  }

  public static Read<List<Team>> teams(Document document) {
    return new RosterReader(document, "").teams();
  }

  public static Read<List<Person>> people(Document document) {
    return new RosterReader(document, "").people();
  }

  /** What agents and tool servers have in common. */
  private record Common(
      String name, String version, String owner, String purpose, Endpoint endpoint) {}

  private Common common(String word) {
    String name = fields.need(word, "give it a name").flatMap(Part::name).orElse("");
    String version = fields.take("version").flatMap(Part::text).orElse("1");
    String owner =
        fields
            .need("owner", "name the team or person who answers for it")
            .flatMap(Part::name)
            .orElse("");
    String purpose = fields.take("purpose").flatMap(Part::textOrNothing).orElse("");
    whole.put("version", version).put("purpose", purpose);
    return new Common(name, version, owner, purpose, endpoints.endpoint(fields, name));
  }

  private Agent.Limits limits() {
    int concurrency =
        fields
            .take("concurrency")
            .flatMap(p -> p.whole(1, LimitsReader.CONCURRENCY_LIMIT))
            .orElse(Agent.Limits.CONCURRENCY);
    Duration timeout =
        fields.take("timeout").flatMap(RosterReader::timeout).orElse(Agent.Limits.TIMEOUT);
    int answerBytes =
        fields
            .take("answerBytes")
            .flatMap(p -> p.whole(1, ANSWER_BYTES_LIMIT))
            .orElse(Agent.Limits.ANSWER_BYTES);
    Optional<Rate> rate = fields.take("rate").flatMap(LimitsReader::rate);
    whole.put("concurrency", concurrency);
    whole.put("timeout", timeout.toString()).put("answerBytes", answerBytes);
    rate.ifPresent(
        r -> whole.putObject("rate").put("calls", r.calls()).put("per", r.per().toString()));
    return new Agent.Limits(concurrency, timeout, answerBytes, rate);
  }

  private static Optional<Duration> timeout(Part part) {
    Optional<Duration> timeout = part.lengthOverZero();
    if (timeout.isPresent() && timeout.get().compareTo(TIMEOUT_LIMIT) > 0) {
      part.wrong("give at most one day; what takes longer is better asked for again");
      return Optional.empty();
    }
    return timeout;
  }

  private Read<Agent> agent() {
    Common common = common("agent");
    List<String> skills = fields.take("skills").map(RosterReader::skills).orElse(List.of());
    // What a model does by itself is to answer; its tools are governed each by its own class.
    EffectClass otherwise =
        common.endpoint() instanceof Endpoint.Model ? EffectClass.READ : EffectClass.IRREVERSIBLE;
    EffectClass effect = effect(fields, whole, otherwise);
    boolean keyed = keyed(fields, whole);
    Agent.Limits limits = limits();
    Optional<Json> input = fields.take("input").flatMap(RosterReader::schema);
    Optional<Json> output = fields.take("output").flatMap(RosterReader::schema);
    Optional<Boundary> boundary = BoundaryReader.boundary(fields, Optional.empty());
    notYet(fields, "autonomy", "each effect is judged by its class");
    var skillList = whole.putArray("skills");
    skills.forEach(skillList::add);
    fields.end();
    Digest fingerprint = fingerprint();
    return complaints.read(() ->
        new Agent(
            common.name(),
            common.version(),
            common.owner(),
            common.purpose(),
            common.endpoint(),
            skills,
            effect,
            keyed,
            limits,
            input,
            output,
            fingerprint,
            boundary));
  }

  static List<String> skills(Part part) {
    List<Part> items = part.items();
    if (items.size() > SKILLS_LIMIT) {
      part.error("'skills' names " + items.size() + "; name at most " + SKILLS_LIMIT);
      return List.of();
    }
    return items.stream().flatMap(item -> item.name().stream()).distinct().toList();
  }

  private static EffectClass effect(Part.Fields fields, ObjectNode whole, EffectClass otherwise) {
    EffectClass effect =
        fields
            .take("effect")
            .flatMap(p -> p.word(EFFECTS))
            .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(otherwise);
    whole.put("effect", effect.word());
    return effect;
  }

  private static boolean keyed(Part.Fields fields, ObjectNode whole) {
    boolean keyed = fields.take("keyed").flatMap(Part::flag).orElse(false);
    whole.put("keyed", keyed);
    return keyed;
  }

  private static Optional<Json> schema(Part part) {
    if (part.isObject() || part.json().view().isBoolean()) {
      return Optional.of(part.json());
    }
    part.wrong("give a JSON Schema, such as { type: object }");
    return Optional.empty();
  }

  private static void notYet(Part.Fields fields, String name, String instead) {
    fields
        .take(name)
        .ifPresent(p -> p.error(Complaints.notRun("'" + name + "'", instead + "; remove it")));
  }

  private Read<ToolServer> server() {
    Common common = common("server");
    Agent.Limits limits = limits();
    Optional<Boundary> boundary = BoundaryReader.boundary(fields, Optional.empty());
    // Before an MCP server was asked for its tools, its file says what is to differ from that.
    boolean asked = !(common.endpoint() instanceof Endpoint.Mcp mcp) || !mcp.pinned().isEmpty();
    Optional<Part> written =
        asked ? fields.need("tools", "give each tool by its name") : fields.take("tools");
    Map<String, ToolServer.Tool> tools =
        written.map(p -> tools(p, boundary, asked)).orElse(Map.of());
    fields.end();
    Digest fingerprint = fingerprint();
    return complaints.read(() ->
        new ToolServer(
            common.name(),
            common.version(),
            common.owner(),
            common.purpose(),
            common.endpoint(),
            tools,
            limits,
            fingerprint));
  }

  /**
   * @param all whether the file names all tools, so that one that it does not name is not there
   */
  private Map<String, ToolServer.Tool> tools(Part part, Optional<Boundary> around, boolean all) {
    Map<String, ToolServer.Tool> tools = new LinkedHashMap<>();
    Part.Fields named = part.fields();
    if (part.isObject() && named.names().isEmpty()) {
      part.error("'tools' is empty; give each tool by its name");
    }
    ObjectNode written = part.isObject() ? whole.withObjectProperty("tools") : Json.object();
    List<Part> parts = named.all();
    for (Part tool : parts) {
      String name = tool.fieldName();
      if (tool.isNamedWell()) {
        ObjectNode into = tool.isObject() ? written.withObjectProperty(name) : Json.object();
        tools.put(name, tool(name, tool, into, around));
      }
    }
    for (Part tool : all ? parts : List.<Part>of()) {
      Optional.ofNullable(tools.get(tool.fieldName()))
          .ifPresent(t -> t.check().ifPresent(check -> check(tool, t, check, tools)));
    }
    return tools;
  }

  /** A check can only settle what can be in doubt, and must do nothing but look. */
  private static void check(
      Part part, ToolServer.Tool tool, String check, Map<String, ToolServer.Tool> tools) {
    Part at = part.fields().take("check").orElse(part);
    ToolServer.Tool asked = tools.get(check);
    if (asked == null) {
      at.error(
          "'check' names '"
              + check
              + "', which is no tool of this server."
              + Complaints.hint(check, tools.keySet()));
    } else if (asked.effect() != EffectClass.READ) {
      at.error(
          "'check' names '"
              + check
              + "' of class "
              + asked.effect().word()
              + "; name a tool that only reads (effect: read)");
    } else if (tool.effect() == EffectClass.READ) {
      at.error("'" + tool.name() + "' only reads and is never in doubt; remove its 'check'");
    }
  }

  private static ToolServer.Tool tool(
      String name, Part part, ObjectNode whole, Optional<Boundary> around) {
    Part.Fields fields = part.fields();
    String description = fields.take("description").flatMap(Part::textOrNothing).orElse("");
    whole.put("description", description);
    var tool =
        new ToolServer.Tool(
            name,
            description,
            effect(fields, whole, EffectClass.IRREVERSIBLE),
            keyed(fields, whole),
            fields.take("input").flatMap(RosterReader::schema),
            fields.take("output").flatMap(RosterReader::schema),
            fields.take("check").flatMap(Part::name),
            BoundaryReader.boundary(fields, around));
    fields.end();
    return tool;
  }

  private Digest fingerprint() {
    try {
      return Digest.ofCanonical(Json.of(whole));
    } catch (IllegalArgumentException e) {
      fields.part().error("the file has no fingerprint: " + e.getMessage());
      return Digest.of("");
    }
  }

  private Read<List<Team>> teams() {
    List<Team> teams = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Part item : fields.need("teams", "give a list").map(Part::items).orElse(List.of())) {
      Part.Fields team = item.fields();
      Optional<String> name = once(item, team, "team", seen);
      String purpose = team.take("purpose").flatMap(Part::textOrNothing).orElse("");
      Set<String> skills =
          Set.copyOf(team.take("skills").map(RosterReader::skills).orElse(List.of()));
      Optional<Team.Practice> practice = Crew.practice(item, team);
      team.end();
      name.ifPresent(n -> teams.add(new Team(new TeamName(n), purpose, skills, practice)));
    }
    fields.end();
    return complaints.read(() -> List.copyOf(teams));
  }

  private Read<List<Person>> people() {
    List<Person> people = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Part item : fields.need("people", "give a list").map(Part::items).orElse(List.of())) {
      Part.Fields person = item.fields();
      Optional<String> name = once(item, person, "person", seen);
      Optional<Person> read = name.flatMap(n -> Crew.person(new PersonId(n), item, person));
      person.end();
      read.ifPresent(people::add);
    }
    fields.end();
    return complaints.read(() -> List.copyOf(people));
  }

  /** The name of an item, which stands once. */
  private static Optional<String> once(
      Part item, Part.Fields fields, String word, Set<String> seen) {
    Optional<Part> part = fields.need(word, "give the " + word + "'s name");
    Optional<String> name = part.flatMap(Part::name);
    if (name.isPresent() && !seen.add(name.get())) {
      part.orElse(item).error(word + " '" + name.get() + "' stands twice; remove one");
    }
    return name;
  }
}
