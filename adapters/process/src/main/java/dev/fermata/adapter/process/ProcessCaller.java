package dev.fermata.adapter.process;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls agents and tools that are child processes, one long-lived child for each name, started on
 * first use. A child sees none of our environment but {@code PATH}, {@code HOME}, {@code LANG},
 * {@code TZ} and {@code TMPDIR}. Its standard input ends when we do, so a child that ends then
 * leaves nothing behind even if we are killed. Thread-safe.
 */
public final class ProcessCaller implements Caller {
  private static final int PREFIX_BYTES = 4;

  private final Path java;
  private final Clock clock;
  private final Log log;
  private final ProcessLimits limits;
  private final Map<String, Supervisor> supervisors = new ConcurrentHashMap<>();
  private final Set<Supervisor> retired = ConcurrentHashMap.newKeySet();
  // Ids differ between two lives of ours, so that a late answer never meets a new request.
  private final String prefix;
  private final AtomicLong requests = new AtomicLong();
  private volatile boolean closed;

  /** Where the lines go that children write to stderr, and what happens to them. */
  @FunctionalInterface
  public interface Log {
    void line(String name, String text);
  }

  /**
   * @param javaHome the JDK that {@code ${java}} in a command stands for
   */
  public ProcessCaller(Path javaHome, Clock clock, Log log, ProcessLimits limits) {
    this.java = javaHome.resolve("bin").resolve("java");
    this.clock = clock;
    this.log = log;
    this.limits = limits;
    var bytes = new byte[PREFIX_BYTES];
    new SecureRandom().nextBytes(bytes);
    this.prefix = HexFormat.of().formatHex(bytes);
  }

  public ProcessCaller(Path javaHome, Clock clock, Log log) {
    this(javaHome, clock, log, ProcessLimits.DEFAULT);
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.Process endpoint)) {
      String detail =
          "'%s' is of kind %s, which is no child process"
              .formatted(attempt.name(), attempt.endpoint().kind());
      return new Reply.NotCalled(Problem.configuration(detail), false);
    }
    var left = Duration.between(clock.instant(), attempt.deadline());
    if (!left.isPositive()) {
      String detail = "the deadline of the call to '" + attempt.name() + "' has passed";
      return new Reply.NotCalled(Problem.timeout(detail), true);
    }
    var patience = Patience.of(left);
    String id = prefix + "-" + requests.incrementAndGet();
    while (true) {
      Optional<Supervisor> supervisor = supervisor(attempt, endpoint);
      if (supervisor.isEmpty()) {
        return new Reply.NotCalled(Supervisor.closing(attempt.name()), true);
      }
      Optional<Reply> reply = supervisor.get().call(id, attempt, patience);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
  }

  /** How the child of that agent or tool server is; nothing if it was never used. */
  public Optional<ChildStatus> status(String name) {
    return Optional.ofNullable(supervisors.get(name)).map(Supervisor::status);
  }

  @Override
  public void close() {
    closed = true;
    List<Thread> goodbyes = new ArrayList<>();
    List<Supervisor> all = new ArrayList<>(supervisors.values());
    all.addAll(retired);
    for (Supervisor each : all) {
      goodbyes.add(Thread.ofVirtual().start(each::close));
    }
    for (Thread each : goodbyes) {
      join(each);
    }
  }

  /** The one for this name; if its file changed, the old child drains and a new one is made. */
  private Optional<Supervisor> supervisor(Attempt attempt, Endpoint.Process endpoint) {
    var spec =
        new Supervisor.Spec(
            attempt.name(),
            endpoint,
            attempt.limits().concurrency(),
            attempt.limits().answerBytes());
    List<Supervisor> replaced = new ArrayList<>(1);
    Supervisor found =
        supervisors.compute(
            spec.name(),
            (name, old) -> {
              if (old != null && (old.serves(spec) || closed)) {
                return old;
              }
              if (old != null) {
                replaced.add(old);
              }
              return new Supervisor(spec, limits, new Supervisor.Means(java, clock, log));
            });
    for (Supervisor each : replaced) {
      retired.removeIf(Supervisor::gone);
      retired.add(each);
      each.retire();
    }
    if (closed) {
      found.close(); // Made while we were closing: nothing of it may stay.
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // The goodbye is bounded, and children must not outlive us.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
