package dev.fermata.run.bound;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.Reservation.Subject.OnSame;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.BudgetReserved;
import dev.fermata.fact.RunFact.BudgetSettled;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Ruling.Limit;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Breach;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Share;
import dev.fermata.policy.budget.Window;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Tally.Taken;
import dev.fermata.task.Task;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.Workflow.OnSameSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run takes from the world that it shares: what its effects take from budgets, reserved
 * before their calls and settled with their answers; and the subject that it is about. As one
 * decision sees it at one moment.
 *
 * @param facts those of the decision so far
 */
public record Spending(
    RunState state, Workflow workflow, Shared shared, Instant now, List<Fact> facts) {
  private static final Reply NOT_CALLED =
      new Reply.NotCalled(Problem.own("not-needed", 409, "Not called", ""), false);

  /**
   * A budget that has no room for a call.
   *
   * @param rule as problems and receipts name it
   */
  public record Lack(String rule, Breach breach, String why) {
    public Hold hold() {
      return new Hold(Hold.Kind.BUDGET, rule, why);
    }

    public Optional<Asking> asking() {
      return breach instanceof Breach.Ask(var team)
          ? Optional.of(Asking.one(rule, team))
          : Optional.empty();
    }

    /** What stops comes before what sends elsewhere, before what waits, before what asks. */
    private int order() {
      return switch (breach) {
        case Breach.Stop _ -> 0;
        case Breach.Degrade _ -> 1;
        case Breach.Hold _ -> 2;
        case Breach.Ask _ -> 3;
      };
    }
  }

  /** What has no room for a call, the strictest first. */
  public List<Lack> lacking(EffectKey key, Call call, List<Limit> limits, List<Grant> granted) {
    if (counted(key)) {
      return List.of();
    }
    List<Lack> lacking = new ArrayList<>();
    for (Budget budget : budgets(call)) {
      Share share = share(budget, call, granted);
      if (!hasRoom(share)) {
        String why =
            "budget " + budget.name() + " has no room for it in this " + word(budget.per());
        lacking.add(new Lack(budget.rule(), budget.breach(), why));
      }
    }
    for (Limit limit : limits) {
      if (!hasRoom(share(limit))) {
        String why =
            limit.rule()
                + " lets through "
                + limit.rate().calls()
                + " calls in "
                + limit.rate().per();
        lacking.add(new Lack(limit.rule(), new Breach.Hold(), why));
      }
    }
    lacking.sort(Comparator.comparingInt(Lack::order));
    return lacking;
  }

  private static String word(Window per) {
    return per == Window.TOTAL ? "life" : per.word();
  }

  /** What waits before the gate again has not been called since it was counted. */
  private boolean counted(EffectKey key) {
    return state.tally().reserved().has(key.toString()) && !state.inFlight().has(key);
  }

  /** Whether there is room for a further attempt of what may be repeated. */
  public boolean mayRepeat(Effect effect) {
    return budgets(effect.call()).stream()
        .allMatch(b -> hasRoom(share(b, effect.call(), effect.receipt().grants())));
  }

  private List<Budget> budgets(Call call) {
    return shared.budgets().about(workflow.id(), workflow.owner()).stream()
        .filter(b -> covers(b, call.target()))
        .toList();
  }

  private static boolean covers(Budget budget, Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> budget.reach().coversAgent(name);
      case Target.Model(var agent, _, _) -> budget.reach().coversAgent(agent);
      case Target.Tool(var server, var name, _) -> budget.reach().coversTool(server, name);
      case Target.Http(var method, var host) -> budget.reach().coversTool(host, method);
      // To begin a run costs nothing; what it calls is counted there.
      case Target.Workflow _ -> false;
    };
  }

  /** A budget does not hold back the agent that it degrades to, nor what people let pass. */
  private Share share(Budget budget, Call call, List<Grant> granted) {
    String target = call.target().display();
    boolean passes =
        granted.stream().anyMatch(g -> g.rule().equals(budget.rule()))
            || (budget.breach() instanceof Breach.Degrade(var agent) && agent.equals(target));
    var share =
        new Share(
            budget.name(),
            budget.per().at(now),
            budget.estimate(target),
            budget.limit(),
            budget.currency().orElse(""));
    return passes ? share.unlimited() : share;
  }

  private Share share(Limit limit) {
    String window = Window.of(limit.rate().per(), now);
    return Share.ofRate(limit.rule(), window, limit.rate().calls());
  }

  private boolean hasRoom(Share share) {
    Amounts used =
        share.ofRun()
            ? state.tally().own(share.budget()).used()
            : shared.balance(share.budget(), share.window()).used().plus(takenHere(share));
    return used.leavesRoom(share.amounts(), share.limit());
  }

  /** What this very decision has taken so far, and given back. */
  private Amounts takenHere(Share from) {
    Amounts sum = Amounts.NONE;
    for (Fact fact : facts) {
      switch (fact) {
        case BudgetReserved(_, var shares, _) -> {
          for (Share share : shares) {
            boolean same = from.isOf(share.budget(), share.window());
            sum = same ? sum.plus(share.amounts()) : sum;
          }
        }
        case BudgetSettled(_, var shares, _) -> {
          for (Share.Spent share : shares) {
            boolean same = from.isOf(share.budget(), share.window());
            sum = same ? sum.plus(share.spent()).minus(share.reserved()) : sum;
          }
        }
        default -> {}
      }
    }
    return sum;
  }

  /**
   * Takes what a call is expected to cost; to be written with its intent, before the call.
   *
   * @param whole whether it costs nothing itself, as each of its parts is counted
   */
  public List<RunFact> reserve(
      EffectKey key, Call call, List<Limit> limits, List<Grant> granted, boolean whole) {
    if (counted(key)) {
      return List.of();
    }
    List<RunFact> taken = new ArrayList<>();
    // An attempt that a retry no longer waits for has cost what it was expected to.
    settled(key, new Reply.Lost(Problem.runtime(""))).ifPresent(taken::add);
    List<Share> shares = new ArrayList<>();
    if (!whole) {
      budgets(call).forEach(b -> shares.add(share(b, call, granted)));
    }
    limits.forEach(limit -> shares.add(share(limit)));
    if (!shares.isEmpty()) {
      taken.add(new BudgetReserved(key.toString(), shares, now));
    }
    return taken;
  }

  /** What a fact that is about to be recorded means for budgets. */
  public List<RunFact> follows(RunFact fact) {
    return switch (fact) {
      case RunFact.EffectSettled f -> settled(f.key(), f.reply()).stream().toList();
      case RunFact.EffectDenied f -> settled(f.key(), NOT_CALLED).stream().toList();
      case RunFact.EffectWithdrawn f -> settled(f.key(), NOT_CALLED).stream().toList();
      case RunFact.EffectReattempted f -> again(f.key()).stream().toList();
      case RunFact.TaskDecided f -> attended(f.task()).stream().toList();
      case RunFact.TaskVoted f -> attended(f.task()).stream().toList();
      case RunFact.Ending _ -> given();
      default -> List.of();
    };
  }

  /** A further attempt may cost as much as the first. */
  private Optional<RunFact> again(EffectKey key) {
    Optional<Effect> effect = state.inFlight().get(key).or(() -> state.inDoubt().get(key));
    if (effect.isEmpty() || key.isCheck()) {
      return Optional.empty();
    }
    boolean room = mayRepeat(effect.get());
    List<Share> shares = new ArrayList<>();
    for (Budget budget : budgets(effect.get().call())) {
      Share share = share(budget, effect.get().call(), effect.get().receipt().grants());
      shares.add(room ? share : share.unlimited());
    }
    return shares.isEmpty()
        ? Optional.empty()
        : Optional.of(new BudgetReserved(key.toString(), shares, now));
  }

  /** What ends with the run before the gate has cost nothing. */
  private List<RunFact> given() {
    List<RunFact> facts = new ArrayList<>();
    for (EffectKey key : state.gated().keys()) {
      if (!state.inFlight().has(key) && !state.inDoubt().has(key)) {
        settled(key, NOT_CALLED).ifPresent(facts::add);
      }
    }
    return facts;
  }

  private Optional<RunFact> settled(EffectKey key, Reply reply) {
    String of = key.toString();
    Optional<List<Taken>> taken = state.tally().reserved(of);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    Duration longest =
        state
            .inFlight()
            .get(key)
            .or(() -> state.inDoubt().get(key))
            .map(e -> e.call().timeout())
            .orElse(Duration.ZERO);
    Map<List<String>, Share.Spent> sums = new LinkedHashMap<>();
    for (int i = 0; i < taken.get().size(); i++) {
      Share share = taken.get().get(i).share();
      boolean last =
          taken.get().subList(i + 1, taken.get().size()).stream()
              .noneMatch(later -> later.share().budget().equals(share.budget()));
      Amounts spent =
          last ? cost(share, reply, wall(taken.get().get(i).at(), longest)) : share.amounts();
      sums.merge(
          List.of(share.budget(), share.window()),
          new Share.Spent(share.budget(), share.window(), share.amounts(), spent),
          (a, b) ->
              new Share.Spent(
                  a.budget(),
                  a.window(),
                  a.reserved().plus(b.reserved()),
                  a.spent().plus(b.spent())));
    }
    return Optional.of(new BudgetSettled(of, List.copyOf(sums.values()), now));
  }

  /** No call takes longer than it may, however long nobody knew what came of it. */
  private long wall(Instant since, Duration longest) {
    long ms = Duration.between(since, now).toMillis();
    return Math.clamp(ms, 0, longest.toMillis());
  }

  /** What is not reported counts as it was expected, for it may have cost that. */
  private static Amounts cost(Share share, Reply reply, long wallMs) {
    if (reply instanceof Reply.NotCalled) {
      return Amounts.NONE;
    }
    if (Share.isRate(share.budget())) {
      return Amounts.CALL;
    }
    Usage usage = reply instanceof Reply.Answered(_, _, var told) ? told : Usage.NONE;
    long tokens = Math.max(0, usage.tokensIn()) + Math.max(0, usage.tokensOut());
    long money =
        usage
            .cost()
            .filter(c -> c.currency().equals(share.currency()))
            .map(c -> Math.max(0, c.millionths()))
            .orElse(share.amounts().money());
    boolean told = tokens > 0 || usage.cost().isPresent();
    return new Amounts(money, told ? tokens : share.amounts().tokens(), 1, wallMs, 0);
  }

  /** The time from when a person took a task, or from when it was opened, to their word. */
  private Optional<RunFact> attended(TaskId id) {
    Optional<Task> task = state.waiting().get(id);
    if (task.isEmpty() || shared.budgets().isEmpty()) {
      return Optional.empty();
    }
    Instant since =
        task.get().state() instanceof Task.State.Claimed(_, var at) ? at : task.get().opened();
    long ms = Math.max(0, Duration.between(since, now).toMillis());
    List<Share.Spent> spent = new ArrayList<>();
    for (Budget budget : shared.budgets().about(workflow.id(), workflow.owner())) {
      if (budget.limit().humanMs() > 0 && budget.reach().anybody()) {
        String window = budget.per().at(now);
        var time = new Amounts(0, 0, 0, 0, ms);
        spent.add(new Share.Spent(budget.name(), window, Amounts.NONE, time));
      }
    }
    return spent.isEmpty() || ms == 0
        ? Optional.empty()
        : Optional.of(new BudgetSettled(id.value(), spent, now));
  }

  /** The run that this one waits for, as both are about the same subject. */
  public Optional<Hold> waitsFor() {
    String subject = subject();
    if (workflow.onSameSubject() != OnSameSubject.WAIT || isAbove(subject)) {
      return Optional.empty();
    }
    return shared
        .before(subject, state.id())
        .map(first ->
            new Hold(
                Hold.Kind.SUBJECT,
                first.value(),
                "run " + first + ", also about '" + subject + "', has not ended"));
  }

  /** Whether a run above is about it: that one waits for this one, and never the other way. */
  private boolean isAbove(String subject) {
    return state.lineage().map(Lineage::above).orElse(List.of()).stream()
        .anyMatch(above -> above.subject().equals(subject));
  }

  private String subject() {
    return state.start().map(RunFact.Started::subject).orElse("");
  }

  /** What the facts of a decision take from the world that runs share. */
  public List<Reservation> reservations() {
    List<Reservation> all = new ArrayList<>();
    for (Fact fact : facts) {
      switch (fact) {
        case BudgetReserved(_, var shares, _) ->
            shares.stream()
                .filter(s -> !s.ofRun())
                .forEach(s -> all.add(new Reservation.Budget(s)));
        case BudgetSettled(_, var shares, _) ->
            shares.stream()
                .filter(s -> !s.ofRun())
                .forEach(s -> all.add(new Reservation.Settled(s)));
        case RunFact.Started(_, _, _, _, var key, _, var subject, _, _, _, _, _) -> {
          if (!key.isEmpty()) {
            all.add(new Reservation.StartKey(key));
          }
          if (!subject.isEmpty() && !isAbove(subject)) {
            all.add(new Reservation.Subject(subject, state.id(), onSame(subject)));
          }
        }
        case RunFact.Ended _ when !subject().isEmpty() && !isAbove(subject()) ->
            all.add(new Reservation.Freed(subject(), state.id()));
        default -> {}
      }
    }
    return all;
  }

  private OnSame onSame(String subject) {
    return switch (workflow.onSameSubject()) {
      case ALLOW -> OnSame.ALLOW;
      case WAIT -> shared.about(subject).isEmpty() ? OnSame.LOOK : OnSame.ALLOW;
      case JOIN -> OnSame.JOIN;
      case REFUSE -> OnSame.REFUSE;
    };
  }
}
