package dev.fermata.run.bound;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.BudgetReserved;
import dev.fermata.fact.RunFact.BudgetSettled;
import dev.fermata.fact.TaskFact;
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
    RunState state,
    Workflow workflow,
    Shared shared,
    Directory directory,
    Instant now,
    List<Fact> facts) {
  private static final Reply NOT_CALLED =
      new Reply.NotCalled(Problem.own("not-needed", 409, "Not called", ""), false);

  /** What has no room for a call, the strictest first. */
  public List<Lack> lacking(EffectKey key, Call call, List<Limit> limits, List<Grant> granted) {
    if (counted(key, call)) {
      return List.of();
    }
    List<Lack> lacking = new ArrayList<>();
    for (Accounts.Account account : accounts().of(call)) {
      Budget budget = account.budget();
      Share share = share(account, call, granted);
      if (!hasRoom(share, givenBack(key, share))) {
        String why =
            "budget " + budget.name() + " has no room for it in this " + word(budget.per());
        lacking.add(new Lack(budget.rule(), budget.breach(), why));
      }
    }
    for (Limit limit : limits) {
      Share share = share(limit);
      if (!hasRoom(share, givenBack(key, share))) {
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

  /** What waits before the gate again has not been called since it was counted for its target. */
  private boolean counted(EffectKey key, Call call) {
    return state.tally().reserved().has(key.toString())
        && !state.inFlight().has(key)
        && state.gated().get(key).map(g -> g.call().target().equals(call.target())).orElse(true);
  }

  /** Whether something was taken for a call that waits before the gate and was never made. */
  private boolean unused(EffectKey key) {
    return state.gated().has(key) && !state.inFlight().has(key) && !state.inDoubt().has(key);
  }

  /** What a call gives back to a budget when it goes to another target than it was counted for. */
  private Amounts givenBack(EffectKey key, Share from) {
    return state.tally().reserved(key.toString()).filter(_ -> unused(key)).stream()
        .flatMap(List::stream)
        .map(Taken::share)
        .filter(share -> from.isOf(share.budget(), share.window()))
        .map(Share::amounts)
        .reduce(Amounts.NONE, Amounts::plus);
  }

  /** Whether there is room for a further attempt of what may be repeated. */
  public boolean mayRepeat(Effect effect) {
    return accounts().of(effect.call()).stream()
        .allMatch(b -> hasRoom(share(b, effect.call(), effect.receipt().grants()), Amounts.NONE));
  }

  private Accounts accounts() {
    return new Accounts(state, workflow, shared.budgets(), directory, now);
  }

  /** A budget does not hold back the agent that it degrades to, nor what people let pass. */
  private Share share(Accounts.Account account, Call call, List<Grant> granted) {
    Budget budget = account.budget();
    String target = call.target().display();
    boolean passes =
        granted.stream().anyMatch(g -> g.rule().equals(budget.rule()))
            || (budget.breach() instanceof Breach.Degrade(var agent) && agent.equals(target));
    var share =
        new Share(
            budget.name(),
            account.window(),
            budget.estimate(target),
            budget.limit(),
            budget.currency().orElse(""));
    return passes ? share.unlimited() : share;
  }

  private Share share(Limit limit) {
    String window = Window.of(limit.rate().per(), now);
    return Share.ofRate(limit.rule(), window, limit.rate().calls());
  }

  private boolean hasRoom(Share share, Amounts back) {
    Amounts used =
        share.ofRun()
            ? state.tally().own(share.budget()).used()
            : shared.balance(share.budget(), share.window()).used().plus(takenHere(share));
    return used.minus(back).leavesRoom(share.amounts(), share.limit());
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
    if (counted(key, call)) {
      return List.of();
    }
    List<RunFact> taken = new ArrayList<>();
    // An attempt that a retry no longer waits for has cost what it was expected to.
    settled(key, new Reply.Lost(Problem.runtime(""))).ifPresent(taken::add);
    List<Share> shares = new ArrayList<>();
    if (!whole) {
      accounts().of(call).forEach(a -> shares.add(share(a, call, granted)));
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
      case RunFact.EffectChanged f -> redirected(f).stream().toList();
      case RunFact.EffectDenied f -> settled(f.key(), NOT_CALLED).stream().toList();
      case RunFact.EffectWithdrawn f -> settled(f.key(), NOT_CALLED).stream().toList();
      case RunFact.EffectReattempted f -> again(f.key()).stream().toList();
      case TaskFact.TaskDecided f -> attended(f.task()).stream().toList();
      case TaskFact.TaskVoted f -> attended(f.task()).stream().toList();
      case RunFact.Ending _ -> given();
      default -> List.of();
    };
  }

  /** What was taken for one target is of no use to another. */
  private Optional<RunFact> redirected(RunFact.EffectChanged fact) {
    return unused(fact.key()) && !fact.from().target().equals(fact.to().target())
        ? settled(fact.key(), NOT_CALLED)
        : Optional.empty();
  }

  /** A further attempt may cost as much as the first. */
  private Optional<RunFact> again(EffectKey key) {
    Optional<Effect> effect = state.inFlight().get(key).or(() -> state.inDoubt().get(key));
    if (effect.isEmpty() || key.isCheck()) {
      return Optional.empty();
    }
    boolean room = mayRepeat(effect.get());
    List<Share> shares = new ArrayList<>();
    for (Accounts.Account account : accounts().of(effect.get().call())) {
      Share share = share(account, effect.get().call(), effect.get().receipt().grants());
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
              .noneMatch(later -> later.share().follows(share));
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

  private Duration taken(Task task) {
    return switch (task.state()) {
      case Task.State.Claimed(_, var at) -> Duration.between(at, now);
      case Task.State.HandingOver(var decision, _, var since) ->
          Duration.between(since, decision.at());
      default -> Duration.between(task.opened(), now);
    };
  }

  /** The time from when a person took a task, or from when it was opened, to their word. */
  private Optional<RunFact> attended(TaskId id) {
    Optional<Task> task = state.waiting().get(id);
    if (task.isEmpty() || shared.budgets().isEmpty()) {
      return Optional.empty();
    }
    long ms = Math.max(0, taken(task.get()).toMillis());
    List<Share.Spent> spent = new ArrayList<>();
    for (Accounts.Account account :
        accounts().of(b -> b.limit().humanMs() > 0 && b.reach().anybody())) {
      var time = new Amounts(0, 0, 0, 0, ms);
      spent.add(new Share.Spent(account.budget().name(), account.window(), Amounts.NONE, time));
    }
    return spent.isEmpty() || ms == 0
        ? Optional.empty()
        : Optional.of(new BudgetSettled(id.value(), spent, now));
  }

  /** The run that this one waits for, as both are about the same subject. */
  public Optional<Hold> waitsFor() {
    return about().waitsFor();
  }

  private About about() {
    return new About(state, workflow, shared);
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
        case RunFact.Started(
                var id,
                _,
                _,
                _,
                var key,
                _,
                var subject,
                _,
                _,
                _,
                _,
                var lineage,
                _) -> {
          if (!key.isEmpty()) {
            all.add(new Reservation.StartKey(key));
          }
          lineage.ifPresent(l -> {
            all.add(new Reservation.Kin(l.root(), state.id()));
            all.add(new Reservation.Sibling(l.root(), state.id(), id));
          });
          if (!subject.isEmpty() && !about().isAbove(subject)) {
            all.add(new Reservation.Subject(subject, state.id(), about().onSame(subject)));
          }
        }
        case RunFact.Ended _ -> all.addAll(ended());
        default -> {}
      }
    }
    return all;
  }

  private List<Reservation> ended() {
    List<Reservation> all = new ArrayList<>();
    String subject = about().subject();
    if (!subject.isEmpty() && !about().isAbove(subject)) {
      all.add(new Reservation.Freed(subject, state.id()));
    }
    if (workflow.beginsRuns() && !shared.budgets().isEmpty()) {
      all.add(new Reservation.Over(state.id()));
    }
    return all;
  }
}
