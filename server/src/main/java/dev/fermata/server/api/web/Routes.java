package dev.fermata.server.api.web;

import static dev.fermata.server.api.web.Route.delete;
import static dev.fermata.server.api.web.Route.get;
import static dev.fermata.server.api.web.Route.patch;
import static dev.fermata.server.api.web.Route.post;

import dev.fermata.server.a2a.Faulty;
import dev.fermata.server.api.a2a.A2aActs;
import dev.fermata.server.api.ledger.AuditActs;
import dev.fermata.server.api.ledger.LedgerActs;
import dev.fermata.server.api.mcp.FrontDesk;
import dev.fermata.server.api.mcp.McpDoor;
import dev.fermata.server.api.operation.Batches;
import dev.fermata.server.api.operation.Events;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.RosterActs;
import dev.fermata.server.api.operation.Runs;
import dev.fermata.server.api.operation.ServerState;
import dev.fermata.server.api.operation.Sessions;
import dev.fermata.server.api.operation.Tasks;
import dev.fermata.server.api.operation.TokenActs;
import dev.fermata.server.api.operation.Workflows;
import dev.fermata.server.api.operation.assess.LintActs;
import dev.fermata.server.api.operation.assess.RecordActs;
import dev.fermata.server.api.operation.assess.SprawlActs;
import dev.fermata.server.api.operation.brief.BriefActs;
import dev.fermata.server.api.operation.discover.DiscoverActs;
import dev.fermata.server.api.operation.dry.DryRunActs;
import dev.fermata.server.api.operation.effect.EffectActs;
import dev.fermata.server.api.operation.effect.OutcomeActs;
import dev.fermata.server.api.operation.gate.BudgetActs;
import dev.fermata.server.api.operation.gate.DraftActs;
import dev.fermata.server.api.operation.gate.PolicyActs;
import dev.fermata.server.api.operation.gate.ProposalActs;
import dev.fermata.server.api.operation.gate.SwitchActs;
import dev.fermata.server.api.operation.graph.GraphActs;
import dev.fermata.server.api.operation.health.HealthActs;
import dev.fermata.server.api.operation.hook.HookActs;
import dev.fermata.server.api.operation.hook.HookStart;
import dev.fermata.server.api.operation.insights.InsightActs;
import dev.fermata.server.api.operation.insights.MapActs;
import dev.fermata.server.api.operation.insights.PreviewActs;
import dev.fermata.server.api.operation.live.LiveActs;
import dev.fermata.server.api.operation.model.ModelActs;
import dev.fermata.server.api.operation.offer.OfferActs;
import dev.fermata.server.api.operation.overview.OverviewActs;
import dev.fermata.server.api.operation.people.CrewActs;
import dev.fermata.server.api.operation.people.DeskActs;
import dev.fermata.server.api.operation.people.People;
import dev.fermata.server.api.operation.run.BulkActs;
import dev.fermata.server.api.operation.run.FacetActs;
import dev.fermata.server.api.operation.run.RerunActs;
import dev.fermata.server.api.operation.timeline.TimelineActs;
import dev.fermata.server.api.page.Console;
import dev.fermata.server.api.page.Pages;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.auth.Right;
import dev.fermata.server.log.Log;
import java.util.List;
import java.util.stream.Stream;

/** The table of all routes. Nothing can be reached that does not stand here. */
public final class Routes {
  private static final String API = "/api/v1";

  private Routes() {}

  /**
   * @param metrics the page that Prometheus reads
   */
  public static List<Route> all(Means means, A2aActs a2a, Act metrics, Log log) {
    return Stream.of(
            server(means, metrics),
            workflows(means),
            insights(means),
            runs(means),
            tasks(means),
            desk(means),
            graphs(means),
            effects(means),
            roster(means),
            gate(means),
            people(means),
            ledger(means),
            hooks(means),
            a2a(a2a),
            protocols(means, log),
            pages(means),
            console())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> server(Means means, Act metrics) {
    var state = new ServerState(means);
    var sessions = new Sessions(means);
    return List.of(
        get("/healthz", state.health),
        get("/readyz", state.readiness),
        get("/metrics", metrics),
        get(API + "/status", state.status),
        get(API + "/overview", new OverviewActs(means).show),
        get(API + "/models/prices", new ModelActs(means).prices),
        post(API + "/session", sessions.begin),
        delete(API + "/session", sessions.end),
        get(API + "/whoami", sessions.whoami));
  }

  private static List<Route> insights(Means means) {
    var insights = new InsightActs(means);
    return List.of(
        get(API + "/insights/quality", insights.quality),
        get(API + "/insights/cost", insights.cost),
        get(API + "/insights/time", insights.time),
        get(API + "/insights/reviewers", insights.reviewers),
        get(API + "/insights/runs", insights.runs),
        get(API + "/insights/health", new HealthActs(means).show),
        get(API + "/insights/map", new MapActs(means).map),
        get(API + "/workflows/{workflow}/preview", new PreviewActs(means).show));
  }

  private static List<Route> workflows(Means means) {
    var workflows = new Workflows(means);
    return List.of(
        post(API + "/workflows/lint", workflows.lint),
        get(API + "/workflows", workflows.list),
        post(API + "/workflows", workflows.publish),
        get(API + "/workflows/{workflow}", workflows.show));
  }

  private static List<Route> runs(Means means) {
    var runs = new Runs(means);
    var batches = new Batches(means, runs);
    var bulk = new BulkActs(means);
    var events = new Events(means);
    var facets = new FacetActs(means);
    return List.of(
        get(API + "/runs", runs.list),
        post(API + "/runs", runs.start),
        get(API + "/runs/facets", facets.show),
        get(API + "/runs/facets/agents", facets.agents),
        post(API + "/runs/cancel-all", bulk.cancel),
        post(API + "/runs/pause-all", bulk.pause),
        post(API + "/runs/resume-all", bulk.resume),
        post(API + "/runs/retry-all", bulk.retry),
        get(API + "/runs/{run}", runs.show),
        get(API + "/runs/{run}/events", events.ofRun),
        get(API + "/runs/{run}/events/stream", events.watchRun),
        post(API + "/runs/{run}/pause", runs.pause),
        post(API + "/runs/{run}/resume", runs.resume),
        post(API + "/runs/{run}/retry", runs.retry),
        post(API + "/runs/{run}/cancel", runs.cancel),
        post(API + "/batches/{batch}/rows", batches.start),
        get(API + "/batches/{batch}", batches.show),
        get(API + "/events", events.all),
        get(API + "/live", new LiveActs(means).follow));
  }

  private static List<Route> tasks(Means means) {
    var tasks = new Tasks(means);
    var briefs = new BriefActs(means, tasks);
    return List.of(
        get(API + "/tasks", tasks.list),
        post(API + "/tasks/decide", briefs.decideAll),
        get(API + "/tasks/{task}", tasks.show),
        post(API + "/tasks/{task}/claim", tasks.claim),
        post(API + "/tasks/{task}/release", tasks.release),
        post(API + "/tasks/{task}/opened", briefs.opened),
        post(API + "/tasks/{task}/provisional", briefs.provisional),
        post(API + "/tasks/{task}/decide", tasks.decide));
  }

  private static List<Route> desk(Means means) {
    var desk = new DeskActs(means);
    return List.of(
        post(API + "/tasks/{task}/undo", desk.undo),
        post(API + "/tasks/{task}/delegate", desk.delegate),
        post(API + "/tasks/{task}/snooze", desk.snooze),
        post(API + "/tasks/{task}/unsnooze", desk.unsnooze),
        post(API + "/tasks/{task}/comment", desk.comment),
        get(API + "/tasks/{task}/comments", desk.comments),
        post(API + "/tasks/reassign", desk.reassign));
  }

  private static List<Route> graphs(Means means) {
    var graphs = new GraphActs(means);
    String workflow = API + "/workflows/{workflow}";
    return List.of(
        post(API + "/workflows/graph", graphs.ofSource),
        post(API + "/workflows/diff", graphs.diffOfSources),
        post(API + "/workflows/dry-run", new DryRunActs(means).play),
        get(workflow + "/graph", graphs.graph),
        get(workflow + "/outline", graphs.outline),
        get(workflow + "/diff", graphs.diff),
        get(API + "/runs/{run}/graph", graphs.ofRun),
        post(API + "/runs/{run}/rerun", new RerunActs(means).rerun),
        get(API + "/runs/{run}/timeline", new TimelineActs(means).show));
  }

  private static List<Route> effects(Means means) {
    var effects = new EffectActs(means);
    var outcomes = new OutcomeActs(means);
    return List.of(
        get(API + "/effects", effects.list),
        get(API + "/effects/show", effects.show),
        post(API + "/outcomes", outcomes.reportAll),
        post(API + "/runs/{run}/outcome", outcomes.report));
  }

  private static List<Route> roster(Means means) {
    var roster = new RosterActs(means);
    var offers = new OfferActs(means);
    var records = new RecordActs(means);
    return List.of(
        get(API + "/agents", roster.agents),
        post(API + "/agents", roster.addAgent),
        get(API + "/agents/{agent}", roster.agent),
        delete(API + "/agents/{agent}", roster.removeAgent),
        post(API + "/agents/{agent}/test", roster.testAgent),
        post(API + "/lint", new LintActs(means).lint),
        post(API + "/discover", new DiscoverActs(means).look),
        get(API + "/records", records.all),
        get(API + "/agents/{agent}/record", records.agent),
        get(API + "/tools/{server}/record", records.server),
        get(API + "/policies/{policy}/versions", records.policy),
        get(API + "/sprawl", new SprawlActs(means).show),
        get(API + "/tools", roster.servers),
        post(API + "/tools", roster.addServer),
        get(API + "/tools/{server}", roster.server),
        delete(API + "/tools/{server}", roster.removeServer),
        get(API + "/tools/{server}/changes", offers.changes),
        post(API + "/tools/{server}/accept", offers.accept),
        post(API + "/tools/{server}/test", roster.testServer));
  }

  private static List<Route> gate(Means means) {
    var policies = new PolicyActs(means);
    var budgets = new BudgetActs(means);
    var switches = new SwitchActs(means);
    var proposals = new ProposalActs(means);
    var drafts = new DraftActs(means);
    return List.of(
        get(API + "/policies", policies.list),
        post(API + "/policies", policies.publish),
        get(API + "/policies/{policy}", policies.show),
        post(API + "/policies/{policy}/withdraw", policies.withdraw),
        get(API + "/proposals", proposals.list),
        post(API + "/proposals/{policy}/approve", proposals.approve),
        post(API + "/proposals/{policy}/reject", proposals.reject),
        post(API + "/backtests", drafts.backtest),
        get(API + "/shadows", drafts.list),
        post(API + "/shadows", drafts.shadow),
        get(API + "/shadows/{policy}", drafts.show),
        post(API + "/shadows/{policy}/end", drafts.end),
        get(API + "/runs/{run}/budgets", budgets.ofRun),
        get(API + "/budgets", budgets.list),
        post(API + "/budgets", budgets.add),
        get(API + "/budgets/{budget}", budgets.show),
        post(API + "/budgets/{budget}/remove", budgets.remove),
        get(API + "/switches", switches.list),
        post(API + "/switches/throw", switches.stop),
        post(API + "/switches/release", switches.release));
  }

  private static List<Route> people(Means means) {
    var people = new People(means);
    var tokens = new TokenActs(means);
    return List.of(
        get(API + "/teams", people.teams),
        post(API + "/teams", people.putTeam),
        post(API + "/crew", new CrewActs(means).register),
        patch(API + "/teams/{team}", people.changeTeam),
        get(API + "/people", people.people),
        post(API + "/people", people.add),
        patch(API + "/people/{person}", people.change),
        post(API + "/people/{person}/link", people.link),
        get(API + "/tokens", tokens.list),
        post(API + "/tokens", tokens.add),
        delete(API + "/tokens/{token}", tokens.revoke));
  }

  private static List<Route> ledger(Means means) {
    var ledger = new LedgerActs(means);
    var audit = new AuditActs(means);
    return List.of(
        get(API + "/audit", audit.list),
        get(API + "/audit/state", audit.state),
        post(API + "/audit/verify", audit.verify),
        get(API + "/audit/export", audit.export),
        post(API + "/ledger/checkpoint", ledger.sign),
        post(API + "/ledger/retention", ledger.allowRetention),
        post(API + "/payloads/erase", ledger.erase));
  }

  /** Starting through a hook is public: its signature is the proof. */
  private static List<Route> hooks(Means means) {
    var hooks = new HookActs(means);
    return List.of(
        get(API + "/hooks", hooks.list),
        post(API + "/hooks", hooks.add),
        post(API + "/hooks/{hook}/rotate", hooks.rotate),
        post(API + "/hooks/{hook}/remove", hooks.remove),
        post("/hooks/{hook}", new HookStart(means).start).asSigned());
  }

  /**
   * The card is for everybody; it says how to sign in, and nothing of the house. The first route
   * that fits counts: what ends in an act stands before what takes any id.
   */
  private static List<Route> a2a(A2aActs acts) {
    var http = acts.http();
    String tasks = Faulty.PATH + "/tasks";
    String task = tasks + "/{id}";
    String pushes = task + "/pushNotificationConfigs";
    return Stream.of(
            get("/.well-known/agent-card.json", http.card),
            post(Faulty.RPC, acts.rpc().call),
            get(Faulty.PATH + "/extendedAgentCard", http.extendedCard),
            post(Faulty.PATH + "/message:send", http.send),
            post(Faulty.PATH + "/message:stream", http.stream),
            get(tasks, http.list),
            get(task + ":subscribe", http.subscribe),
            get(task, http.get),
            post(task + ":cancel", http.cancel),
            post(task + ":subscribe", http.subscribe),
            get(pushes, http.listPushes),
            post(pushes, http.createPush),
            get(pushes + "/{config}", http.getPush),
            delete(pushes + "/{config}", http.deletePush))
        .map(Route::asA2a)
        .toList();
  }

  /** Whoever is signed in may speak the protocol; each thing that is asked for takes its right. */
  private static List<Route> protocols(Means means, Log log) {
    var desk = FrontDesk.of(means, new Runs(means), new Tasks(means));
    McpDoor.Faults faults = (request, failure) -> log.error("mcp", request + " " + failure);
    var around = means.surroundings();
    return mcp(new McpDoor(Right.SIGNED_IN, desk, faults, around.clock(), around.chance()));
  }

  /** The endpoint of the Model Context Protocol. */
  public static List<Route> mcp(McpDoor door) {
    return Stream.of(post("/mcp", door.post), get("/mcp", door.read), delete("/mcp", door.end))
        .map(Route::asAgents)
        .toList();
  }

  private static List<Route> pages(Means means) {
    var pages = new Pages(means);
    return Stream.of(
            get("/sign-in", pages.signInForm),
            post("/sign-in", pages.signIn),
            post("/sign-out", pages.signOut),
            get("/page.css", pages.style),
            get("/favicon.svg", pages.sign))
        .map(Route::asPage)
        .toList();
  }

  /** Every address that the console has. */
  private static List<Route> console() {
    var console = new Console();
    Stream<Route> addresses =
        Stream.of(
            get("/", console.page("inbox")),
            get("/tasks/{task}", console.page("task")),
            get("/inbox", console.page("inbox")),
            get("/inbox/{task}", console.page("inbox")),
            get("/runs", console.page("runs")),
            get("/runs/{run}", console.page("run")),
            get("/overview", console.page("overview")),
            get("/workflows", console.page("workflows")),
            get("/workflows/{namespace}/{name}", console.page("workflows")),
            get("/agents", console.page("agents")),
            get("/agents/{agent}", console.page("agents")),
            get("/policies", console.page("policies")),
            get("/policies/{policy}", console.page("policies")),
            get("/insights", console.page("insights")),
            get("/audit", console.page("audit")),
            get("/settings", console.page("settings")),
            get("/settings/{section}", console.page("settings")));
    return Stream.concat(addresses, Stream.of(get("/assets/{file}", console.asset)))
        .map(Route::asConsole)
        .toList();
  }
}
