package dev.fermata.adapter.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up, and checks what is found if it is guarded. The connection goes to the very
 * addresses that were checked, so a name that changes between check and use gains nothing.
 */
public final class Names implements DnsResolver {
  private final Lookup lookup;
  private final boolean guarded;
  private final Lookups lookups;
  private final Duration limit;

  /** How a name becomes addresses; tests put their own in. */
  @FunctionalInterface
  public interface Lookup {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  public Names(Lookup lookup, boolean guarded, Lookups lookups, Duration limit) {
    this.lookup = lookup;
    this.guarded = guarded;
    this.lookups = lookups;
    this.limit = limit;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = lookups.find(lookup, host, limit);
    if (guarded) {
      for (InetAddress each : found) {
        Optional<String> refusal = AddressGuard.refusal(each);
        if (refusal.isPresent()) {
          throw new Refused(host, refusal.get());
        }
      }
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /**
   * A few platform threads for look-ups, because the system's resolver would hold a carrier of
   * virtual threads for as long as a name server is silent.
   */
  public static final class Lookups implements AutoCloseable {
    private static final int WAITING = 1_000;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    public Lookups(int limit) {
      threads =
          new ThreadPoolExecutor(
              limit,
              limit,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(WAITING),
              Thread.ofPlatform().daemon().name("fermata-names-", 0).factory());
      threads.allowCoreThreadTimeOut(true);
    }

    InetAddress[] find(Lookup lookup, String host, Duration limit) throws UnknownHostException {
      try {
        Future<List<InetAddress>> found = threads.submit(() -> List.of(lookup.of(host)));
        return found.get(limit.toNanos(), TimeUnit.NANOSECONDS).toArray(InetAddress[]::new);
      } catch (ExecutionException e) {
        throw unknown("the name '" + host + "' has no address", e);
      } catch (TimeoutException | RejectedExecutionException e) {
        throw unknown("the address of '" + host + "' was not found in time", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unknown("the look-up of '" + host + "' was broken off", e);
      }
    }

    private static UnknownHostException unknown(String message, Throwable cause) {
      var unknown = new UnknownHostException(message);
      unknown.initCause(cause);
      return unknown;
    }

    @Override
    public void close() {
      var unused = threads.shutdownNow();
    }
  }

  /** A name whose address nobody may reach. */
  static final class Refused extends UnknownHostException {
    private static final long serialVersionUID = 1;

    Refused(String host, String what) {
      super(
          "'%s' is %s, which workflows may not reach; use a public address, or have the operator allow this host"
              .formatted(host, what));
    }
  }
}
