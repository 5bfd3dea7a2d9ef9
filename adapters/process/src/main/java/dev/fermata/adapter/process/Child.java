package dev.fermata.adapter.process;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One running child process. Its pipes are served by three platform threads, because a blocked pipe
 * would hold a carrier of virtual threads. When it ends, whatever the cause, every request in
 * flight gets a reply. Thread-safe.
 */
final class Child {
  /** POSIX writes that many bytes to a pipe whole or not at all. */
  private static final int WHOLE_WRITE_BYTES = 512;

  private static final int STDERR_LINE_BYTES = 8 << 10;

  /** How often a request looks whether its child has started. */
  private static final Duration START_GLANCE = Duration.ofMillis(50);

  /** How long the last lines of a child that ended are waited for. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  private final Supervisor.Spec spec;
  private final ProcessLimits limits;
  private final Process process;
  private final ChildLog log;
  private final Watcher watcher;
  private final Answers answers;
  private final Map<String, Request> inFlight = new ConcurrentHashMap<>();
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger silentTimeouts = new AtomicInteger();
  private final CountDownLatch spoken = new CountDownLatch(1);
  private final Patience start;
  private volatile @Nullable Thread writer;
  private volatile String lastWords = "";

  /** Who is told what becomes of a child. */
  interface Watcher {
    void answered();

    /** Exactly once, before the requests in flight get their replies. */
    void ended(Child which, String why);
  }

  /** What a child did that it should not, since it was started. */
  record Counts(long nonsense, long late, Optional<Instant> lastSign) {
    static final Counts NONE = new Counts(0, 0, Optional.empty());

    Counts plus(Counts next) {
      return new Counts(
          nonsense + next.nonsense, late + next.late, next.lastSign.or(() -> lastSign));
    }
  }

  private Child(
      Supervisor.Spec spec,
      ProcessLimits limits,
      Process process,
      Supervisor.Means means,
      Child.Ears ears) {
    this.spec = spec;
    this.limits = limits;
    this.process = process;
    this.log = ears.log();
    this.watcher = ears.watcher();
    this.start = Patience.of(limits.start());
    this.answers = new Answers(spec, limits, means.clock(), log, inFlight);
  }

  /** Who hears of a child. */
  private record Ears(ChildLog log, Watcher watcher) {}

  static Child start(
      Supervisor.Spec spec,
      ProcessLimits limits,
      Supervisor.Means means,
      ChildLog log,
      Watcher watcher)
      throws IOException {
    Process process = ProcessTree.start(spec.endpoint(), means.java());
    return new Child(spec, limits, process, means, new Ears(log, watcher));
  }

  /** Begins to serve the pipes. */
  void watch() {
    Thread reader = serve("out", this::readAnswers);
    Thread errors = serve("err", this::readErrors);
    Thread writing = serve("in", this::writeRequests);
    writer = writing;
    if (ended()) {
      writing.interrupt(); // It ended before there was a writer to interrupt.
    }
    Thread.ofVirtual().start(() -> awaitEnd(reader, errors));
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  boolean ended() {
    return ended.get();
  }

  int inFlight() {
    return inFlight.size();
  }

  Counts counts() {
    return answers.counts();
  }

  /** The reply; or nothing if the child ended before anything was sent, so another may be asked. */
  Optional<Reply> ask(String id, Attempt attempt, Patience patience) {
    var request = new Request(id, Wire.request(id, attempt));
    // First into the map, then look whether it ended: whoever ends it looks the other way round.
    inFlight.put(id, request);
    try {
      if (ended()) {
        return Optional.empty();
      }
      queue.add(request);
      Reply reply = await(request, attempt, patience);
      boolean again = reply instanceof Reply.NotCalled && ended() && !patience.over();
      return again && !Thread.currentThread().isInterrupted()
          ? Optional.empty()
          : Optional.of(reply);
    } finally {
      inFlight.remove(id, request);
      queue.remove(request);
    }
  }

  private Reply await(Request request, Attempt attempt, Patience patience) {
    try {
      Optional<Reply> reply = awaitStarted(request, attempt, patience);
      return reply.isPresent() ? reply.get() : timedOut(request, attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var problem = Problem.communication(503, "the wait for '" + spec.name() + "' was broken off");
      return broken(request, problem);
    }
  }

  /**
   * The reply within the request's time. Of a child that has not written its first line yet, that
   * time begins when it does: it is still starting, and a request that gives up on it would only
   * have it started again.
   */
  private Optional<Reply> awaitStarted(Request request, Attempt attempt, Patience patience)
      throws InterruptedException {
    if (spoken.getCount() == 0 || start.over()) {
      return request.await(patience.left());
    }
    Patience first = Patience.of(start.left());
    while (spoken.getCount() > 0 && !first.over()) {
      Optional<Reply> reply = request.await(first.atMost(START_GLANCE).left());
      if (reply.isPresent()) {
        return reply;
      }
    }
    return request.await(spoken.getCount() > 0 ? patience.left() : attempt.limits().timeout());
  }

  private Reply timedOut(Request request, Attempt attempt) {
    Reply reply = broken(request, Problem.timeout(answers.silence(attempt)));
    if (silentTimeouts.incrementAndGet() >= limits.silentTimeouts()) {
      kill(
          "'%s' let %d requests time out and wrote no line meanwhile: it counts as hung"
              .formatted(spec.name(), limits.silentTimeouts()));
    }
    return reply;
  }

  private Reply broken(Request request, Problem problem) {
    if (request.withdraw()) {
      return new Reply.NotCalled(problem, true);
    }
    answers.abandon(request);
    return new Reply.Lost(problem);
  }

  /** Ends the process and all it started: first kindly, then not. Blocks until they are gone. */
  void end(String why) {
    finish("'" + spec.name() + "' was ended: " + why);
    ProcessTree.end(process, limits.goodbye());
  }

  private void kill(String why) {
    finish(why);
    ProcessTree.kill(process);
  }

  /** Gives every request in flight its reply, once. */
  private void finish(String why) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    var problem = Problem.communication(502, why);
    watcher.ended(this, why); // First, so that who has a reply finds the status to match.
    inFlight.values().forEach(each -> each.fail(problem));
    Thread writing = writer;
    if (writing != null) {
      writing.interrupt(); // It may wait for requests that never come.
    }
  }

  private Thread serve(String pipe, Runnable service) {
    Thread thread =
        Thread.ofPlatform().daemon().name("fermata-" + spec.name() + "-" + pipe).unstarted(service);
    thread.start();
    return thread;
  }

  private void awaitEnd(Thread reader, Thread errors) {
    try {
      int code = process.waitFor();
      var patience = Patience.of(DRAIN); // What it wrote before it ended still counts.
      boolean unused = reader.join(patience.left()) && errors.join(patience.left());
      String words = lastWords.isEmpty() ? "" : "; its last line on stderr: " + lastWords;
      finish("the process of '%s' ended with exit code %d%s".formatted(spec.name(), code, words));
    } catch (InterruptedException e) {
      kill("the watch over '" + spec.name() + "' was broken off");
    }
  }

  private void readAnswers() {
    var lines = new Lines(process.getInputStream(), spec.answerBytes());
    String why = "'" + spec.name() + "' closed its standard output";
    try {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        silentTimeouts.set(0);
        spoken.countDown();
        switch (answers.hear(line.get())) {
          case GOOD -> watcher.answered();
          case NEUTRAL -> {}
          case TOO_MUCH -> {
            kill(answers.complaint());
            return;
          }
        }
      }
    } catch (Lines.Endless e) {
      answers.hear(e.beginning());
      kill(
          "'%s' wrote a line longer than twice the limit of %d bytes, which does not end"
              .formatted(spec.name(), spec.answerBytes()));
      return;
    } catch (IOException e) {
      why = "'" + spec.name() + "' can no longer be read: " + e.getMessage();
    }
    killUnlessEnding(why);
  }

  /** A child whose pipe closed is of no use; most often it just ended, and its exit says more. */
  private void killUnlessEnding(String why) {
    try {
      if (!ended() && !process.waitFor(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Somebody else is ending it.
    }
  }

  private void readErrors() {
    var lines = new Lines(process.getErrorStream(), STDERR_LINE_BYTES);
    while (true) {
      try {
        var line = lines.next();
        if (line.isEmpty()) {
          return;
        }
        String text = new String(line.get().bytes(), StandardCharsets.UTF_8);
        if (!text.isBlank()) {
          lastWords = Wire.clip(text, ProcessLimits.QUOTE_CHARS);
          log.write(text);
        }
      } catch (Lines.Endless e) {
        log.write("a line on stderr does not end"); // It is read on, so that the child goes on.
      } catch (IOException e) {
        return;
      }
    }
  }

  private void writeRequests() {
    OutputStream out = process.getOutputStream();
    try (out) {
      while (!ended()) {
        Request next = queue.take();
        if (next.take() && !write(out, next)) {
          killUnlessEnding("'" + spec.name() + "' closed its standard input");
          return;
        }
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt(); // It ended, and with it this thread.
    }
  }

  /** Whether the whole line went out; if not, the child is of no more use. */
  private boolean write(OutputStream out, Request request) {
    byte[] line = request.line();
    int first = Math.min(WHOLE_WRITE_BYTES, line.length);
    try {
      out.write(line, 0, first);
      out.flush();
    } catch (IOException e) {
      request.giveBack();
      return false;
    }
    try {
      out.write(line, first, line.length - first);
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
