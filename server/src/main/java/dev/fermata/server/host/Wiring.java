package dev.fermata.server.host;

import dev.fermata.adapter.a2a.A2aCaller;
import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.elk.ElkLayout;
import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.mcp.McpCaller;
import dev.fermata.adapter.model.ModelCaller;
import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.adapter.otel.Meters;
import dev.fermata.adapter.process.ProcessCaller;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Caller;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.run.state.RunState;
import dev.fermata.server.a2a.push.PushPost;
import dev.fermata.server.api.a2a.A2aActs;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.web.Gateway;
import dev.fermata.server.api.web.Guard;
import dev.fermata.server.api.web.HttpServer;
import dev.fermata.server.api.web.Route;
import dev.fermata.server.api.web.Routes;
import dev.fermata.server.auth.LocalIdentities;
import dev.fermata.server.auth.Passwords;
import dev.fermata.server.auth.SignIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.auth.WorkPasses;
import dev.fermata.server.auth.hook.HookDoor;
import dev.fermata.server.auth.hook.HookKey;
import dev.fermata.server.brief.Briefs;
import dev.fermata.server.ledger.Keeping;
import dev.fermata.server.ledger.SigningKey;
import dev.fermata.server.notify.Notifier;
import dev.fermata.server.offer.Offers;
import dev.fermata.server.telemetry.MeteredJournal;
import dev.fermata.server.telemetry.MetricsPage;
import dev.fermata.server.telemetry.ServerWatch;
import dev.fermata.server.telemetry.TraceFollower;
import dev.fermata.value.Expressions;
import dev.fermata.value.RunId;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All parts of a server, put together; the one place that knows them all. */
final class Wiring implements AutoCloseable {
  private final SqliteStore store;
  private final Fermata engine;
  private final ProcessCaller processes;
  private final HttpCaller web;
  private final StreamTransport streams = new StreamTransport();
  private final StreamTransport talks = StreamTransport.keeping();
  private final ModelCaller models;
  private final McpCaller tools;
  private final Means means;
  private final Followers followers;
  private final Cel rules = new Cel();
  private final Keeping ledger;
  private final PushPost pushes;
  private final Telling telling;
  private final A2aCaller remote;
  private final Meters meters;
  private final Optional<TraceFollower> traces;
  private final ServerConfig config;
  private final Fuse fuse;
  private final Faults faults;
  private final Clock clock = SteadyClock.ofThisMachine();
  private final SecureRandom chance = new SecureRandom();
  private final Records records = new Records(clock);
  private volatile String endpoint = "";
  private volatile String address = "";
  private final WorkPasses passes;

  private Wiring(ServerConfig config) throws CannotStart {
    this.config = config;
    this.store = SqliteStore.open(config.data(), chance);
    this.meters = new Meters(config.telemetry());
    this.fuse = new Fuse(config.log(), config.fatal());
    this.faults = new Faults(config.log(), fuse, this::state);
    Faults.rehearse();
    this.processes =
        new ProcessCaller(
            config.javaHome(), clock, (name, text) -> config.log().info("agent " + name, text));
    this.web = new HttpCaller(clock, config.allowedHosts());
    Document.Parser parser = new YamlParser();
    this.models = modelsOf(config, parser);
    this.tools = toolsOf(config);
    this.remote = new A2aCaller(streams, clock);
    Map<String, Caller> callers =
        Map.of("process", processes, "http", web, "model", models, "mcp", tools, "a2a", remote);
    this.passes = new WorkPasses(new WorkPasses.House(this::endpoint, this::state), clock, chance);
    if (config.port() != 0) {
      listensAt("http://127.0.0.1:" + config.port());
    }
    Expressions expressions = new Jq();
    Schemas schemas = new JsonSchemas();
    this.engine = engine(callers, expressions, schemas, parser);
    this.followers = followersOf(parser);
    records.from(followers.effects());
    this.ledger = keeping();
    Path folder = config.data().toAbsolutePath().normalize();
    this.means =
        new Means(
            engine,
            new Means.Documents(parser, expressions, schemas, rules, new ElkLayout(), folder),
            accessFor(engine, hooks()),
            callers,
            processes::status,
            models,
            new Offers(tools, schemas),
            followers.effects(),
            followers.insights(),
            new Means.Surroundings(clock, chance, Version.TEXT, Instant.now(clock)),
            ledger,
            new Briefs(engine),
            followers.health()::findings);
    this.pushes = pushing();
    this.telling = telling();
    this.traces = tracing();
    meters.watch(new ServerWatch(engine, config.data(), followers.behind(), traces));
    means.access().tokens().sweep();
    checkBesides();
  }

  private McpCaller toolsOf(ServerConfig given) {
    return new McpCaller(
        new McpCaller.Means(
            given.javaHome(),
            clock,
            (name, text) -> given.log().info("mcp " + name, text),
            Version.TEXT));
  }

  private PushPost pushing() throws CannotStart {
    var with = new PushPost.Means(config.data(), engine, web, config.log(), means.briefs()::blind);
    try {
      return PushPost.start(with, access().hooks().map(h -> h.key().secret("a2a")), chance);
    } catch (IOException e) {
      close(Optional.of(engine), Optional.of(ledger));
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private Telling telling() throws CannotStart {
    var with =
        new Notifier.Means(
            config.data(),
            engine,
            web,
            config.log(),
            clock,
            config.mail(),
            () -> config.base(address));
    try {
      return Telling.start(with, followers.health());
    } catch (IOException e) {
      pushes.close();
      close(Optional.of(engine), Optional.of(ledger));
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<TraceFollower> tracing() throws CannotStart {
    try {
      var with = new TraceFollower.Means(config.data(), store, engine, config.log());
      return TraceFollower.start(config.telemetry(), with);
    } catch (IOException e) {
      telling.close();
      pushes.close();
      close(Optional.of(engine), Optional.of(ledger));
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private ModelCaller modelsOf(ServerConfig given, Document.Parser parser) {
    var prices =
        new PriceFile(
            given.data().resolve(PriceFile.NAME), parser, line -> given.log().info("prices", line));
    return new ModelCaller(talks, clock, name -> Optional.ofNullable(System.getenv(name)), prices);
  }

  private Followers followersOf(Document.Parser parser) {
    try {
      var with = new Followers.Means(config.data(), store, engine, config.log(), clock, meters);
      return Followers.start(with, source -> published(parser, source));
    } catch (RuntimeException e) {
      engine.close();
      processes.close();
      tools.close();
      web.close();
      streams.close();
      talks.close();
      store.close();
      throw e;
    }
  }

  /** A journal too large to be checked before it is used is checked while it is used. */
  private void checkBesides() {
    Thread.ofPlatform().name("fermata-warm").daemon().start(rules::warm);
    if (!store.checked()) {
      Thread.ofPlatform().name("fermata-check").daemon().start(this::check);
    }
  }

  private void check() {
    try {
      store.check();
      config.log().info("store", "the whole journal was checked and is sound");
    } catch (JournalFailure e) {
      if (e.kind() == JournalFailure.Kind.FATAL) {
        fuse.blow("store", String.valueOf(e.getMessage()));
      } else {
        config.log().error("store", String.valueOf(e.getMessage()));
      }
    } catch (IllegalStateException e) {
      config.log().info("store", "was closed before all of it was checked");
    }
  }

  private Keeping keeping() throws CannotStart {
    var kept = config.ledger();
    Optional<Path> key =
        kept.key().or(() -> config.userFolder().map(folder -> folder.resolve(SigningKey.FILE)));
    var wanted = new Keeping.Wanted(key, kept.copies(), kept.days());
    var means = new Keeping.Means(config.data(), store, engine, web, clock, config.log());
    try {
      return Keeping.start(wanted, means, chance);
    } catch (IOException | RuntimeException e) {
      close(Optional.of(engine), Optional.empty());
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  static Wiring of(ServerConfig config) throws CannotStart {
    return new Wiring(config);
  }

  private Fermata engine(
      Map<String, Caller> callers,
      Expressions expressions,
      Schemas schemas,
      Document.Parser parser) {
    var builder =
        Fermata.builder()
            .journal(new MeteredJournal(store, meters))
            .views(store)
            .definitions(source -> published(parser, source))
            .expressions(expressions)
            .schemas(schemas)
            .rules(rules)
            .clock(clock)
            .chance(chance)
            .failures(faults::failed)
            .standings(records)
            .passes(passes)
            .version(Version.TEXT);
    callers.forEach(builder::caller);
    try {
      return builder.open();
    } catch (RuntimeException e) {
      close(Optional.empty(), Optional.empty());
      throw e;
    }
  }

  /** Reads what was checked when it was published; a version of ours that cannot is at fault. */
  private static Workflow published(Document.Parser parser, String source) {
    if (parser.parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      return workflow;
    }
    throw new IllegalStateException("a published workflow can no longer be read");
  }

  private Means.Access accessFor(Fermata opened, Optional<Means.Hooks> hooks) {
    var credentials = store.credentials();
    var passwords = new Passwords(chance);
    var tokens = new Tokens(credentials, opened::house, clock, chance);
    var identities = new LocalIdentities(credentials, opened::house, passwords, clock);
    var signIn =
        new SignIn(opened, new SignIn.Means(identities, credentials, tokens), clock, chance);
    return new Means.Access(credentials, tokens, signIn, passwords, hooks);
  }

  private Optional<Means.Hooks> hooks() throws CannotStart {
    if (config.userFolder().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path file = config.userFolder().get().resolve(HookKey.FILE);
      var key = HookKey.of(file, config.data(), chance);
      return Optional.of(new Means.Hooks(new HookDoor(key, clock), key));
    } catch (IOException e) {
      close(Optional.of(engine), Optional.of(ledger));
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  /** The table that the server is made from. */
  List<Route> routes() {
    var metrics = new MetricsPage(meters, !config.behindProxy());
    return Routes.all(means, A2aActs.of(means, pushes), metrics.show, config.log());
  }

  HttpServer http() {
    var gateway =
        new Gateway(
            new Guard(config.names()),
            new Gateway.Doors(access().tokens(), passes),
            clock,
            chance,
            config.log());
    return new HttpServer(gateway, routes(), config.log(), faults::partMissing);
  }

  Means.Access access() {
    return means.access();
  }

  Fermata engine() {
    return engine;
  }

  /** Tells agents at work where they ask for tools; known as soon as the port is. */
  void listensAt(String address) {
    this.address = address;
    endpoint = address + "/mcp";
  }

  private Optional<String> endpoint() {
    return Optional.of(endpoint).filter(url -> !url.isEmpty());
  }

  private Optional<RunState> state(RunId run) {
    return engine.state(run);
  }

  SqliteStore store() {
    return store;
  }

  @Override
  public void close() {
    meters.close();
    traces.ifPresent(TraceFollower::close);
    telling.close();
    pushes.close();
    close(Optional.of(engine), Optional.of(ledger));
  }

  private void close(Optional<Fermata> opened, Optional<Keeping> kept) {
    processes.close();
    tools.close();
    remote.close();
    streams.close();
    talks.close();
    opened.ifPresent(Fermata::close);
    opened.ifPresent(_ -> followers.close());
    kept.ifPresent(Keeping::close);
    web.close();
    store.close();
    fuse.close();
  }
}
