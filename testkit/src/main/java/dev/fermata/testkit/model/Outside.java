package dev.fermata.testkit.model;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunSignal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The outside of a simulated world: it does what it is called for, remembers what was done by key,
 * does what is keyed only once, and answers for the people. It is told how the way to it is, and
 * keeps a list of every promise that was broken. Safe for use by many threads.
 */
public final class Outside {
  /** Who decides everything here. */
  static final String PERSON = "ana";

  /** How the way there and back is for one attempt. */
  public enum Way {
    FAIR,
    /** The request never arrives, and nobody knows. */
    LOSES_REQUEST,
    /** It is done, and the reply never arrives. */
    LOSES_REPLY,
    /** There is no connection, for certain. */
    CLOSED
  }

  /** One thing that was done. */
  public record Done(EffectKey key, Doer doer, Digest digest, int attempt, String arguments) {}

  private record Sent(EffectKey key, int attempt) {}

  private final Map<String, Node> nodes;
  private final Function<Attempt, Way> ways;
  private final Map<EffectKey, Done> done = new LinkedHashMap<>();
  private final Map<EffectKey, Reply.Answered> answers = new HashMap<>();
  private final Map<EffectKey, Digest> digests = new HashMap<>();
  private final Set<Sent> attempts = new HashSet<>();
  private final Map<EffectKey, Integer> refusals = new HashMap<>();
  private final Map<Sent, Reply> lost = new HashMap<>();
  private final Set<String> notNeeded = new HashSet<>();
  private final List<String> breaches = new ArrayList<>();
  private int down;

  /**
   * @param sketch says how people mend what fails
   * @param ways how the way is for each attempt; what would make more than one outcome right is
   *     mended, such as a closed way for a call whose error the workflow would see
   */
  public Outside(Sketch sketch, Function<Attempt, Way> ways) {
    this.nodes = sketch.nodes();
    this.ways = ways;
  }

  /** Nothing reaches it for the next attempts. */
  public synchronized void goDown(int forAttempts) {
    down = forAttempts;
  }

  /** Does one attempt of a call, or does not. */
  public synchronized Reply call(Attempt attempt) {
    Doer doer = Doer.of(attempt);
    Way way = down > 0 ? Way.CLOSED : ways.apply(attempt);
    down = Math.max(0, down - 1);
    check(attempt);
    return switch (mended(way, doer, attempt.input())) {
      case FAIR -> act(doer, attempt);
      case LOSES_REQUEST -> new Reply.Lost(Problem.communication(504, "no answer came"));
      case LOSES_REPLY -> {
        lost.put(new Sent(attempt.key(), attempt.number()), act(doer, attempt));
        yield new Reply.Lost(Problem.communication(504, "no answer came"));
      }
      case CLOSED -> new Reply.NotCalled(Problem.communication(503, "no connection"), true);
    };
  }

  /** A workflow that catches errors must see none but those that it is sketched with. */
  private static Way mended(Way way, Doer doer, Json arguments) {
    if (!guarded(arguments)) {
      return way;
    }
    return switch (way) {
      case FAIR -> Way.FAIR;
      case LOSES_REQUEST, LOSES_REPLY -> doer.reads() ? Way.FAIR : way;
      case CLOSED -> doer.reads() ? Way.FAIR : Way.LOSES_REQUEST;
    };
  }

  private static boolean guarded(Json arguments) {
    return arguments.member("guarded").map(g -> g.view().asBoolean()).orElse(false);
  }

  private static Json arguments(Task task) {
    return task.brief().show().member("arguments").orElse(Json.NULL);
  }

  private void check(Attempt attempt) {
    EffectKey key = attempt.key();
    Digest digest = digest(attempt);
    Digest before = digests.putIfAbsent(key, digest);
    if (before != null && !before.equals(digest)) {
      breaches.add(key + " was first asked for one thing and then for another");
    }
    if (!attempts.add(new Sent(key, attempt.number()))) {
      breaches.add(key + " was handed out twice as attempt " + attempt.number());
    }
  }

  private static Digest digest(Attempt attempt) {
    var tree = Json.object().put("name", attempt.name()).put("work", attempt.work());
    tree.set("input", attempt.input().view());
    return Digest.of(CanonicalJson.write(Json.adopt(tree)));
  }

  private Reply act(Doer doer, Attempt attempt) {
    EffectKey key = attempt.key();
    Reply.Answered known = answers.get(key);
    if (known != null) {
      if (!doer.reads() && !doer.keyed()) {
        breaches.add(key + " was done twice, and cannot be undone");
      }
      return known;
    }
    boolean refused = refusals.getOrDefault(key, 0) < Cast.refusals(doer, attempt.input());
    if (refused) {
      refusals.merge(key, 1, Integer::sum);
      return new Reply.Rejected(Problem.communication(503, "it said no"), true);
    }
    var answer = new Reply.Answered(Cast.answer(doer, attempt.input()), Json.NULL, Usage.NONE);
    answers.put(key, answer);
    String arguments = Cast.canonical(attempt.input());
    done.put(key, new Done(key, doer, digest(attempt), attempt.number(), arguments));
    return answer;
  }

  /** The reply to an attempt that was lost on its way, should it arrive after all; only once. */
  public synchronized Optional<Reply> late(EffectKey key, int attempt) {
    return Optional.ofNullable(lost.remove(new Sent(key, attempt)));
  }

  /** What people decide on a task; nothing if nobody will ever answer it. */
  public synchronized Optional<RunSignal.Decide> answer(Task task) {
    if (task.team().equals(Asking.NOBODY)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (task.kind()) {
          case HUMAN, CONFLICT -> {
            Json shown = task.brief().show();
            yield decide(task, shown.text("say").orElseThrow(), Cast.filled(shown));
          }
          case REPAIR -> repaired(task);
          case IN_DOUBT -> settled(task);
          case APPROVE -> approved(task);
        });
  }

  private static RunSignal.Decide approved(Task task) {
    RunSignal.Decide said = decide(task, "approve", Json.NULL);
    return new RunSignal.Decide(
        said.task(),
        said.answer(),
        said.why(),
        said.data(),
        Optional.of(task.brief().digest()),
        said.by(),
        said.id());
  }

  /** A person learns that the step is gone which they wanted to be called again. */
  public synchronized void notNeeded(Task task) {
    notNeeded.add(task.id().value());
  }

  /** What is refused for ever is mended as its sketch says; all else is tried again. */
  private RunSignal.Decide repaired(Task task) {
    String step = step(task);
    String type = task.brief().show().member("error").flatMap(e -> e.text("type")).orElseThrow();
    Node.Mend mend =
        switch (nodes.get(step)) {
          case Node.Act act when act.refusals() == Node.ALWAYS -> act.mend();
          case Node.Panel panel when type.equals(Node.Failure.CONFLICT.type()) -> panel.mend();
          case null, default -> Node.Mend.RETRY;
        };
    return switch (mend) {
      case RETRY -> decide(task, "retry", Json.NULL);
      case SKIP -> decide(task, "skip", Json.NULL);
      case SUPPLY -> decide(task, "supply", Cast.supplied(step));
    };
  }

  /** The name of the step that asks, without the number of its visit; as in {@link Expected}. */
  public static String step(Task task) {
    String last = task.place().last();
    int mark = last.indexOf('~');
    return mark < 0 ? last : last.substring(0, mark);
  }

  private RunSignal.Decide settled(Task task) {
    var key = new EffectKey(task.run(), task.place(), task.ordinal());
    Reply.Answered answer = answers.get(key);
    if (answer != null) {
      return decide(task, "happened", answer.output());
    }
    Json arguments = arguments(task);
    boolean hopeless =
        arguments.member("refuse").filter(n -> n.view().asInt() == Node.ALWAYS).isPresent();
    boolean gone = notNeeded.contains(task.id().value());
    boolean wary = !guarded(arguments) && task.id().value().hashCode() % 2 == 0;
    return decide(task, hopeless || gone || wary ? "did-not-happen" : "again", Json.NULL);
  }

  private static RunSignal.Decide decide(Task task, String answer, Json data) {
    return new RunSignal.Decide(
        task.id(),
        answer,
        "",
        data,
        Optional.empty(),
        Play.person(PERSON, task.team()),
        task.id().value());
  }

  /** All that was done, each key once. */
  public synchronized List<Done> done() {
    return List.copyOf(done.values());
  }

  /** The promises that were broken. */
  public synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }
}
