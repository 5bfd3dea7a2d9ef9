package dev.fermata.server.cli;

import dev.fermata.server.cli.bench.BenchVerbs;
import dev.fermata.server.cli.bench.FanoutVerb;
import dev.fermata.server.cli.bench.GrowthVerb;
import dev.fermata.server.cli.bench.OverviewVerb;
import dev.fermata.server.cli.bench.ParkedVerb;
import dev.fermata.server.cli.bench.PeersVerb;
import dev.fermata.server.cli.bench.StartBenchVerb;
import dev.fermata.server.cli.bench.StepsVerb;
import dev.fermata.server.cli.budget.BudgetVerbs;
import dev.fermata.server.cli.decide.DecideAllVerb;
import dev.fermata.server.cli.decide.EvidenceVerb;
import dev.fermata.server.cli.decide.NextVerb;
import dev.fermata.server.cli.decide.TaskVerbs;
import dev.fermata.server.cli.discover.DiscoverVerb;
import dev.fermata.server.cli.effect.EffectVerbs;
import dev.fermata.server.cli.effect.OutcomeVerbs;
import dev.fermata.server.cli.effect.PolicyDrafts;
import dev.fermata.server.cli.health.DriftVerb;
import dev.fermata.server.cli.health.HealthVerb;
import dev.fermata.server.cli.hook.HookVerbs;
import dev.fermata.server.cli.insights.GroupVerb;
import dev.fermata.server.cli.insights.InsightVerbs;
import dev.fermata.server.cli.insights.PreviewVerb;
import dev.fermata.server.cli.local.AuditVerbs;
import dev.fermata.server.cli.local.LocalVerbs;
import dev.fermata.server.cli.local.PolicyFileVerbs;
import dev.fermata.server.cli.model.AgentsBenchVerb;
import dev.fermata.server.cli.model.ModelServerVerb;
import dev.fermata.server.cli.model.ModelVerbs;
import dev.fermata.server.cli.plan.PlanVerb;
import dev.fermata.server.cli.roster.CompareVerb;
import dev.fermata.server.cli.roster.CrewFile;
import dev.fermata.server.cli.roster.SprawlVerb;
import dev.fermata.server.cli.run.BulkVerb;
import dev.fermata.server.cli.run.RerunVerb;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.tool.ToolAccept;
import dev.fermata.server.cli.tool.ToolAdd;
import dev.fermata.server.cli.tool.ToolDiff;
import dev.fermata.server.cli.verb.AgentVerbs;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.PayloadVerbs;
import dev.fermata.server.cli.verb.PersonVerbs;
import dev.fermata.server.cli.verb.PolicyVerbs;
import dev.fermata.server.cli.verb.RunVerbs;
import dev.fermata.server.cli.verb.SessionVerbs;
import dev.fermata.server.cli.verb.StartVerb;
import dev.fermata.server.cli.verb.SwitchVerbs;
import dev.fermata.server.cli.verb.TeamVerbs;
import dev.fermata.server.cli.verb.ToolVerbs;
import dev.fermata.server.cli.verb.WorkflowVerbs;
import dev.fermata.server.cli.workflow.DiffVerb;
import dev.fermata.server.cli.workflow.ExplainVerb;
import dev.fermata.server.cli.workflow.GraphVerb;
import dev.fermata.server.cli.workflow.TestVerb;
import dev.fermata.value.Nearest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The tree of all commands, and how it is run. */
public final class Cli {
  private static final int WIDTH = 80;

  /** In the order of help. */
  private static final List<String> NAMES =
      List.of(
          "workflow",
          "run",
          "plan",
          "task",
          "agent",
          "tool",
          "policy",
          "budget",
          "switch",
          "hook",
          "person",
          "team",
          "effect",
          "outcome",
          "insights",
          "audit",
          "payload",
          "model",
          "bench",
          "login",
          "logout",
          "whoami",
          "status",
          "demo",
          "server",
          "backup",
          "restore",
          "verify",
          "doctor",
          "completion",
          "version");

  private final Screen screen;
  private final Desk desk;

  public Cli(Screen screen) {
    this.screen = screen;
    this.desk = new Desk(screen);
  }

  /** Says everything that has no command. */
  @Command(
      name = "fermata",
      description = {
        "Runs AI agents and people as one process.",
        "",
        "Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 not found, 4 not signed in,",
        "5 conflict, 6 denied, 7 waits for a person, 8 timeout, 9 no server answers,",
        "10 a difference was found, 11 the ledger is broken, 130 interrupted."
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  ./fermata demo"})
  private static final class Root {}

  /** The command tree, to look at. */
  public CommandLine tree() {
    return tree(NAMES, "");
  }

  /**
   * To build all commands takes longer than most commands do, so that only what is named is built.
   */
  private CommandLine tree(List<String> names, String verb) {
    var root = new CommandLine(new Root());
    root.getCommandSpec().addMixin("desk", CommandLine.Model.CommandSpec.forAnnotatedObject(desk));
    names.forEach(name -> root.addSubcommand(name, command(name, verb)));
    settle(root);
    return root;
  }

  /** Runs one command and gives its exit code. {@code help run} is {@code run --help}. */
  public int run(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    if (!words.isEmpty() && words.getFirst().equals("help")) {
      words.removeFirst();
      words.add("--help");
    }
    boolean named = !words.isEmpty() && NAMES.contains(words.getFirst());
    String verb = named && words.size() > 1 ? words.get(1) : "";
    try {
      return tree(named ? List.of(words.getFirst()) : NAMES, verb)
          .execute(words.toArray(String[]::new));
    } catch (Trouble trouble) {
      return told(trouble);
    }
  }

  private CommandLine command(String name, String verb) {
    return switch (name) {
      case "workflow" -> workflows();
      case "run" -> runs(verb);
      case "plan" -> new CommandLine(new PlanVerb(desk));
      case "task" -> tasks();
      case "agent" -> agents();
      case "tool" -> tools();
      case "policy" -> policies();
      case "budget" -> new CommandLine(new BudgetVerbs(desk));
      case "switch" -> new CommandLine(new SwitchVerbs(desk));
      case "hook" -> new CommandLine(new HookVerbs(desk));
      case "person" -> new CommandLine(new PersonVerbs(desk));
      case "team" -> teams();
      case "effect" -> new CommandLine(new EffectVerbs(desk));
      case "outcome" -> new CommandLine(new OutcomeVerbs(desk));
      case "insights" -> insights();
      case "audit" -> audits();
      case "payload" -> new CommandLine(new PayloadVerbs(desk));
      case "model" -> new CommandLine(new ModelVerbs(desk));
      case "bench" -> bench();
      case "login", "logout", "whoami", "status" -> new CommandLine(SessionVerbs.verb(name, desk));
      default -> new CommandLine(LocalVerbs.verb(name, desk, this::tree));
    };
  }

  /** Whoever looks at runs does it all day: only the verb that is named is built, if it is one. */
  private CommandLine runs(String verb) {
    var run = new CommandLine(new RunVerbs(desk));
    for (Method method : RunVerbs.class.getDeclaredMethods()) {
      if (method.getName().equals(verb) && method.isAnnotationPresent(Command.class)) {
        run.addSubcommand(verb, new CommandLine(method));
        return run;
      }
    }
    run.getCommandSpec().addMethodSubcommands(CommandLine.defaultFactory());
    run.addSubcommand(new CommandLine(new StartVerb(desk)));
    run.addSubcommand(new CommandLine(new RerunVerb(desk)));
    BulkVerb.all(desk).forEach(run::addSubcommand);
    return run;
  }

  private CommandLine workflows() {
    var workflows = new CommandLine(new WorkflowVerbs(desk));
    workflows.addSubcommand(new CommandLine(new GraphVerb(desk)));
    workflows.addSubcommand(new CommandLine(new ExplainVerb(desk)));
    workflows.addSubcommand(new CommandLine(new DiffVerb(desk)));
    workflows.addSubcommand(new CommandLine(new PreviewVerb(desk)));
    workflows.addSubcommand(new CommandLine(new TestVerb(desk)));
    return workflows;
  }

  private CommandLine tasks() {
    var tasks = new CommandLine(new TaskVerbs(desk));
    tasks.addSubcommand(new CommandLine(new NextVerb(desk)));
    tasks.addSubcommand(new CommandLine(new EvidenceVerb(desk)));
    tasks.addSubcommand(new CommandLine(new DecideAllVerb(desk)));
    return tasks;
  }

  private CommandLine teams() {
    var teams = new CommandLine(new TeamVerbs(desk));
    teams.addSubcommand(new CommandLine(new CrewFile(desk)));
    return teams;
  }

  private CommandLine bench() {
    var bench = new CommandLine(new BenchVerbs(desk));
    bench.addSubcommand(new CommandLine(new StepsVerb(desk)));
    bench.addSubcommand(new CommandLine(new ParkedVerb(desk)));
    bench.addSubcommand(new CommandLine(new FanoutVerb(desk)));
    bench.addSubcommand(new CommandLine(new GrowthVerb(desk)));
    bench.addSubcommand(new CommandLine(new OverviewVerb(desk)));
    bench.addSubcommand(new CommandLine(new StartBenchVerb(desk)));
    bench.addSubcommand(new CommandLine(new PeersVerb(desk)));
    bench.addSubcommand(new CommandLine(new ModelServerVerb(desk)));
    bench.addSubcommand(new CommandLine(new AgentsBenchVerb(desk)));
    return bench;
  }

  private CommandLine tools() {
    var tools = new CommandLine(new ToolVerbs(desk));
    tools.addSubcommand(new CommandLine(new ToolAdd(desk)));
    tools.addSubcommand(new CommandLine(new ToolDiff(desk)));
    tools.addSubcommand(new CommandLine(new ToolAccept(desk)));
    return tools;
  }

  private CommandLine agents() {
    var agents = new CommandLine(new AgentVerbs(desk));
    agents.addSubcommand(new CommandLine(new CompareVerb(desk)));
    agents.addSubcommand(new CommandLine(new DiscoverVerb(desk)));
    return agents;
  }

  private CommandLine audits() {
    var audits = new CommandLine(new AuditVerbs(desk));
    audits.addSubcommand(new CommandLine(new SprawlVerb(desk)));
    return audits;
  }

  private CommandLine insights() {
    var insights = new CommandLine(new InsightVerbs(desk));
    insights.addSubcommand(new CommandLine(new HealthVerb(desk)));
    insights.addSubcommand(new CommandLine(new DriftVerb(desk)));
    insights.addSubcommand(new CommandLine(new GroupVerb(desk)));
    return insights;
  }

  private CommandLine policies() {
    var policies = new CommandLine(new PolicyVerbs(desk));
    PolicyFileVerbs.all(desk).forEach(each -> policies.addSubcommand(new CommandLine(each)));
    PolicyDrafts.all(desk).forEach(each -> policies.addSubcommand(new CommandLine(each)));
    return policies;
  }

  /** What every command has: help, the same look of it, the same way to fail. */
  private void settle(CommandLine command) {
    command.getCommandSpec().usageMessage().width(WIDTH).sortOptions(false);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((problem, _, _) -> failed(problem));
    command.setParameterExceptionHandler((problem, _) -> told(usage(problem)));
    command.setOut(new PrintWriter(new ScreenWriter(screen), true));
    command.getSubcommands().values().forEach(this::settle);
  }

  private int failed(Exception problem) {
    if (problem instanceof Trouble trouble) return told(trouble);
    var stack = new StringWriter();
    problem.printStackTrace(new PrintWriter(stack));
    return told(
        Trouble.failed(
                "bug",
                "this should not have happened: " + problem,
                "Please report it with what you typed and the lines above.")
            .with(stack.toString().lines().toList()));
  }

  private int told(Trouble trouble) {
    desk.printer().trouble(trouble);
    return trouble.exit().code();
  }

  private static Trouble usage(ParameterException problem) {
    CommandLine at = problem.getCommandLine();
    String name = at.getCommandSpec().qualifiedName();
    if (problem.getMessage() != null && problem.getMessage().startsWith("Missing required sub"))
      return Trouble.usage(name + " needs a command", at.getUsageMessage().stripTrailing());
    String message = plain(name, String.valueOf(problem.getMessage()));
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String wrong = unmatched.getUnmatched().getFirst();
      message = unknown(at, name, wrong);
    }
    return Trouble.usage(message, "See " + name + " --help.");
  }

  /** Picocli's words without its own: what is missing, and numbers that are none. */
  private static String plain(String name, String message) {
    return message
        .replaceFirst("^Missing required (parameter|option)s?: ", name + " needs ")
        .replaceFirst("^Invalid value for ", "wrong value for ")
        .replaceFirst(" is not an? (int|long)$", " is not a whole number");
  }

  private static String unknown(CommandLine at, String name, String wrong) {
    if (wrong.startsWith("-")) {
      String option = wrong.replaceFirst("=.*", "");
      return name
          + " has no option "
          + option
          + "."
          + Nearest.hint(option, at.getCommandSpec().optionsMap().keySet());
    }
    Collection<String> verbs = at.getSubcommands().keySet();
    return verbs.isEmpty()
        ? name + " takes nothing called '" + wrong + "'."
        : name + " has no command '" + wrong + "'." + Nearest.hint(wrong, verbs);
  }
}
