package dev.fermata.testkit.scripted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on 127.0.0.1 that answers as language models do, from a script, in the protocols of
 * OpenAI ({@code /v1/chat/completions}) and Anthropic ({@code /v1/messages}). One virtual thread a
 * connection. Thread-safe.
 */
public final class ScriptedModels implements AutoCloseable {
  /** How many prompts are kept; all are counted. */
  public static final int KEPT = 10_000;

  private static final int BACKLOG = 4_096;

  private final ServerSocket server;
  private volatile Answers answers;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Deque<Prompt> kept = new ArrayDeque<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** What a model does when it is asked. Called by many threads. */
  @FunctionalInterface
  public interface Answers {
    Line to(Prompt prompt);
  }

  private ScriptedModels(Answers answers, int port) {
    this.answers = answers;
    try {
      server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be used; name another one", e);
    }
    Thread.ofPlatform().daemon().name("scripted-models").start(this::accept);
  }

  /** On any port that is free. */
  public static ScriptedModels start(Answers answers) {
    return new ScriptedModels(answers, 0);
  }

  public static ScriptedModels start(Answers answers, int port) {
    return new ScriptedModels(answers, port);
  }

  /** From now on it answers so. */
  public void answer(Answers other) {
    answers = other;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** The address that an agent's file gives. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /** How often it was asked. */
  public int count() {
    return count.get();
  }

  /** How many connections are open now. */
  public int open() {
    return connections.get();
  }

  /** What it was asked, the oldest first; the last {@link #KEPT}. */
  public List<Prompt> prompts() {
    synchronized (kept) {
      return new ArrayList<>(kept);
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    sockets.forEach(ScriptedModels::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        var unused = Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // Closed, or the other end was gone again.
        continue;
      }
    }
  }

  private void serve(Socket socket) {
    connections.incrementAndGet();
    try (socket) {
      socket.setTcpNoDelay(true);
      new Connection(socket, this::asked).serve();
    } catch (IOException e) {
      // Whoever asked hung up, as many tests want it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.decrementAndGet();
      sockets.remove(socket);
    }
  }

  private Connection.Asked asked(Connection.Request request) {
    int number = count.incrementAndGet();
    Prompt prompt =
        request.anthropic()
            ? Prompt.anthropic(number, request.key(), request.body())
            : Prompt.openAi(number, request.key(), request.body());
    synchronized (kept) {
      kept.addLast(prompt);
      if (kept.size() > KEPT) {
        kept.removeFirst();
      }
    }
    return new Connection.Asked(prompt, answers.to(prompt));
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is of no use any more.
    }
  }
}
