package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A child process that speaks the protocol in lines. Its pipes are served by three platform
 * threads, because a blocked pipe would hold a carrier of virtual threads. Thread-safe.
 */
final class StdioLink implements Link {
  /** POSIX writes that many bytes to a pipe whole or not at all. */
  private static final int WHOLE_WRITE_BYTES = 512;

  private static final int STDERR_LINE_BYTES = 8 << 10;

  /** How many messages beside requests may wait to be written; what is more is left out. */
  private static final int ASIDES = 100;

  /** How long the last lines of a child that ended are waited for. */
  private static final Duration DRAIN = Duration.ofMillis(500);

  private final String name;
  private final Process process;
  private final Ears ears;
  private final McpLimits limits;
  private final int answerBytes;
  private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger asides = new AtomicInteger();
  private volatile @Nullable Thread writer;
  private volatile boolean over;
  private volatile String lastWords = "";

  /** A line to write; the request that it is, if it is one. */
  private record Outgoing(byte[] message, Optional<Request> request) {}

  private StdioLink(Spec spec, Process process, Ears ears, McpLimits limits) {
    this.name = spec.name();
    this.answerBytes = spec.answerBytes();
    this.process = process;
    this.ears = ears;
    this.limits = limits;
  }

  static StdioLink start(
      Spec spec, Endpoint.Process endpoint, Path java, Ears ears, McpLimits limits)
      throws IOException {
    return new StdioLink(spec, ProcessTree.start(endpoint, java), ears, limits);
  }

  @Override
  public void begin() {
    Thread reader = serve("out", this::readMessages);
    Thread errors = serve("err", this::readErrors);
    Thread writing = serve("in", this::writeMessages);
    writer = writing;
    if (over) {
      writing.interrupt(); // It ended before there was a writer to interrupt.
    }
    Thread.ofVirtual().start(() -> awaitEnd(reader, errors));
  }

  @Override
  public void send(Request request) {
    queue.add(new Outgoing(request.message(), Optional.of(request)));
  }

  @Override
  public void tell(byte[] message) {
    if (asides.incrementAndGet() > ASIDES) {
      asides.decrementAndGet(); // It does not read: what it asked for is not worth memory.
      return;
    }
    queue.add(new Outgoing(message, Optional.empty()));
  }

  @Override
  public void forget(Request request) {
    queue.removeIf(each -> each.request().filter(request::equals).isPresent());
  }

  @Override
  public void agreed(String revision, byte[] saying) {
    tell(saying);
  }

  @Override
  public void close() {
    stop();
    ProcessTree.end(process, limits.goodbye());
  }

  @Override
  public void kill() {
    stop();
    ProcessTree.kill(process);
  }

  private void stop() {
    over = true;
    Thread writing = writer;
    if (writing != null) {
      writing.interrupt(); // It may wait for requests that never come.
    }
  }

  private Thread serve(String pipe, Runnable service) {
    Thread thread =
        Thread.ofPlatform().daemon().name("fermata-" + name + "-" + pipe).unstarted(service);
    thread.start();
    return thread;
  }

  private void awaitEnd(Thread reader, Thread errors) {
    try {
      int code = process.waitFor();
      var patience = Patience.of(DRAIN); // What it wrote before it ended still counts.
      boolean unused = reader.join(patience.left()) && errors.join(patience.left());
      String words = lastWords.isEmpty() ? "" : "; its last line on stderr: " + lastWords;
      ears.broken("the process of '%s' ended with exit code %d%s".formatted(name, code, words));
    } catch (InterruptedException e) {
      ears.broken("the watch over '" + name + "' was broken off");
    }
  }

  private void readMessages() {
    var lines = new Lines(process.getInputStream(), answerBytes);
    String why = "'" + name + "' closed its standard output";
    try {
      for (var line = lines.next(); line.isPresent() && !over; line = lines.next()) {
        Lines.Line said = line.get();
        if (said.tooLong()) {
          ears.tooLong(said.bytes(), said.last());
        } else if (said.bytes().length > 0) {
          ears.heard(said.bytes());
        }
      }
    } catch (Lines.Endless e) {
      ears.tooLong(e.beginning().bytes(), e.beginning().last());
      ears.broken(
          "'%s' wrote a line longer than twice the limit of %d bytes, which does not end"
              .formatted(name, answerBytes));
      return;
    } catch (IOException e) {
      why = "'" + name + "' can no longer be read: " + Text.message(e);
    }
    brokenUnlessEnding(why);
  }

  /** A child whose pipe closed is of no use; most often it just ended, and its exit says more. */
  private void brokenUnlessEnding(String why) {
    try {
      if (!over && !process.waitFor(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        ears.broken(why);
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
          lastWords = Text.clip(text, McpLimits.QUOTE_CHARS);
          ears.aside(text);
        }
      } catch (Lines.Endless e) {
        ears.aside("a line on stderr does not end"); // It is read on, so that the child goes on.
      } catch (IOException e) {
        return;
      }
    }
  }

  private void writeMessages() {
    try (OutputStream out = process.getOutputStream()) {
      while (!over) {
        Outgoing next = queue.take();
        if (next.request().isEmpty()) {
          asides.decrementAndGet();
        }
        boolean wanted = next.request().map(Request::take).orElse(true);
        if (wanted && !write(out, next)) {
          brokenUnlessEnding("'" + name + "' closed its standard input");
          return;
        }
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt(); // It ended, and with it this thread.
    }
  }

  /** Whether the whole line went out; if not, the child is of no more use. */
  private static boolean write(OutputStream out, Outgoing next) {
    byte[] line = Arrays.copyOf(next.message(), next.message().length + 1);
    line[line.length - 1] = '\n';
    int first = Math.min(WHOLE_WRITE_BYTES, line.length);
    try {
      out.write(line, 0, first);
      out.flush();
    } catch (IOException e) {
      next.request().ifPresent(Request::giveBack);
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
