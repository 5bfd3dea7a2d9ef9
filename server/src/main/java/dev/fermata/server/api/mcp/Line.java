package dev.fermata.server.api.mcp;

import dev.fermata.server.api.request.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is said in answer to one request, in order. Whoever speaks does not wait for whoever reads;
 * a reader that was cut off reads on where it was. Thread-safe.
 */
final class Line {
  /** When a client that was cut off may come back. */
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final long LOOK_MS = 500;

  private final String name;
  private final List<String> said = new ArrayList<>();
  private boolean ended;
  private int readers;

  Line(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  synchronized boolean ended() {
    return ended;
  }

  synchronized void say(String message) {
    said.add(message);
    notifyAll();
  }

  /** Nothing more will be said. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Lets go of whoever reads; what is said from now on waits for them to come back. */
  synchronized void cut() throws InterruptedException {
    if (readers == 0) {
      wait(LOOK_MS); // The first reader is on the way.
    }
    readers++;
    notifyAll();
  }

  /**
   * Writes what was said after the first so many messages until the end, or until another reads, or
   * the client is gone.
   *
   * @param primed whether it begins with an event that only says where to read on
   * @return whether it was read to the end
   */
  boolean read(int after, boolean primed, Reply.Sink sink)
      throws IOException, InterruptedException {
    int reader = begin();
    int at = after;
    if (primed) {
      sink.message(id(at), "", RETRY);
    }
    while (sink.wanted()) {
      Optional<String> next = await(at, reader);
      if (next.isPresent()) {
        at++;
        sink.message(id(at), next.get(), Duration.ZERO);
      } else if (over(at)) {
        return true;
      } else if (!current(reader)) {
        return false;
      } else {
        sink.beat();
      }
    }
    return false;
  }

  private String id(int at) {
    return name + "." + at;
  }

  private synchronized int begin() {
    readers++;
    notifyAll();
    return readers;
  }

  private synchronized Optional<String> await(int at, int reader) throws InterruptedException {
    if (at >= said.size() && !ended && readers == reader) {
      wait(LOOK_MS);
    }
    return at < said.size() && readers == reader ? Optional.of(said.get(at)) : Optional.empty();
  }

  private synchronized boolean over(int at) {
    return ended && at >= said.size();
  }

  private synchronized boolean current(int reader) {
    return readers == reader;
  }
}
