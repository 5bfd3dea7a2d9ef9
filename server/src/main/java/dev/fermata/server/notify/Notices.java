package dev.fermata.server.notify;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.TaskFact;
import dev.fermata.roster.Channel;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.server.show.Visible;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TeamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who is told what of an entry of the journal. */
final class Notices {
  private static final Pattern MENTION = Pattern.compile("(?<![\\w.@-])@([A-Za-z0-9._-]{1,128})");
  private static final int MENTIONS = 20;
  private static final int SAID_CHARS = 1_000;

  private final Fermata engine;
  private final Supplier<String> base;

  /**
   * @param base the beginning of links
   */
  Notices(Fermata engine, Supplier<String> base) {
    this.engine = engine;
    this.base = base;
  }

  /** One notice on its way. */
  record Addressed(Channel channel, Notice notice) {}

  /** What happened, for whom, by whom. */
  private record Event(
      TaskFact fact, Notice.Kind kind, Set<String> whom, String by, String said, Instant at) {}

  List<Addressed> of(Stored entry) {
    List<Addressed> all = new ArrayList<>();
    for (Fact fact : entry.facts()) {
      if (fact instanceof TaskFact about) {
        event(about).ifPresent(event -> address(event, all));
      }
    }
    return all;
  }

  private Optional<Event> event(TaskFact fact) {
    return Optional.ofNullable(
        switch (fact) {
          case TaskFact.TaskOpened f ->
              new Event(f, Notice.Kind.OPENED, Set.of(f.team()), "", "", f.at());
          case TaskFact.TaskDelegated f ->
              new Event(
                  f,
                  Notice.Kind.DELEGATED,
                  Set.of(f.to()),
                  f.by(),
                  f.by() + (f.why().isEmpty() ? "" : ": " + f.why()),
                  f.at());
          case TaskFact.TaskEscalated f ->
              new Event(f, Notice.Kind.ESCALATED, Set.of(f.team()), "", "", f.at());
          case TaskFact.TaskReminded f ->
              new Event(f, Notice.Kind.REMINDER, Set.of(f.team()), "", "", f.at());
          case TaskFact.TaskCommented f -> comment(f);
          default -> null;
        });
  }

  /** Whoever is mentioned, has claimed it, or has it alone. */
  private Event comment(TaskFact.TaskCommented fact) {
    Set<String> whom = new LinkedHashSet<>();
    Matcher mention = MENTION.matcher(fact.text());
    while (mention.find() && whom.size() < MENTIONS) {
      whom.add(mention.group(1));
    }
    Optional<Task> task = engine.views().task(fact.task());
    task.map(Task::team).filter(t -> roster().active(t).isPresent()).ifPresent(whom::add);
    if (task.map(Task::state).orElse(null) instanceof Task.State.Claimed(var by, _)) {
      whom.add(by);
    }
    String said = fact.by() + ": " + fact.text();
    return new Event(fact, Notice.Kind.COMMENT, whom, fact.by(), said, fact.at());
  }

  private Roster roster() {
    return engine.house().roster();
  }

  private void address(Event event, List<Addressed> all) {
    Optional<Task> found = engine.views().task(event.fact().task());
    boolean comment = event.kind() == Notice.Kind.COMMENT;
    // Whoever was asked in the meantime has answered, so that nobody else needs to look.
    if (found.isEmpty() || (!comment && !open(found.get()))) {
      return;
    }
    Task task = found.get();
    boolean secret = secret(task);
    Set<Channel> channels = new LinkedHashSet<>();
    for (String name : event.whom()) {
      channels.addAll(channels(name, task, event));
    }
    for (Channel channel : channels) {
      all.add(new Addressed(channel, notice(event, task, secret)));
    }
  }

  private static boolean open(Task task) {
    return task.waits() && !(task.state() instanceof Task.State.HandingOver);
  }

  private Notice notice(Event event, Task task, boolean secret) {
    String said = Visible.text(event.said());
    return new Notice(
        event.kind(),
        task.id(),
        task.run(),
        engine.views().run(task.run()).map(RunRow::workflow).map(Object::toString).orElse(""),
        secret ? "" : Visible.line(task.brief().question()),
        task.team(),
        secret ? "" : said.substring(0, Math.min(said.length(), SAID_CHARS)),
        task.due(),
        base.get() + "/tasks/" + task.id().value(),
        event.at());
  }

  /** Whether the task or its run holds what must not stand in a mail. */
  private boolean secret(Task task) {
    Brief brief = task.brief();
    return brief.show().labels().all().sensitive()
        || brief.proposals().labels().all().sensitive()
        || sensitiveRun(task.run());
  }

  private boolean sensitiveRun(RunId run) {
    return engine
        .state(run)
        .filter(state ->
            state.context().labels().all().sensitive()
                || state
                    .start()
                    .map(Started::input)
                    .filter(i -> i.labels().all().sensitive())
                    .isPresent())
        .isPresent();
  }

  /** A team's own channels, or if it has none those of its people. */
  private List<Channel> channels(String name, Task task, Event event) {
    Optional<Team> team = roster().team(name);
    if (team.isEmpty()) {
      return roster().active(name).stream()
          .filter(p -> !p.id().value().equals(event.by()))
          .flatMap(p -> new Reach(roster()).of(p, event.at()).stream())
          .toList();
    }
    if (!team.get().how().channels().isEmpty()) {
      return team.get().how().channels();
    }
    TeamName of = team.get().name();
    return roster().people().values().stream()
        .filter(p -> !p.disabled() && p.teams().contains(of) && decides(p))
        .filter(p -> !p.id().value().equals(event.by()))
        .flatMap(p ->
            task.kind() == Task.Kind.APPROVE && p.absence(event.at()).isPresent()
                ? Stream.of()
                : new Reach(roster()).of(p, event.at()).stream())
        .distinct()
        .toList();
  }

  private static boolean decides(Person person) {
    return person.roles().contains(Role.APPROVER) || person.roles().contains(Role.ADMIN);
  }
}
