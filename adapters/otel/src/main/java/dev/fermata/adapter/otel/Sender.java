package dev.fermata.adapter.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts what was made ready and waits for the answer, which takes a time that is limited. It is not
 * the library's own so that we know what the collector said.
 */
final class Sender implements HttpSender {
  /** How much of an answer is read. */
  private static final int ANSWER_BYTES = 64 << 10;

  private static final int MEAN_BYTES = 16 << 10;

  /** The longest time that a collector may ask to be left alone. */
  private static final Duration LATER_LIMIT = Duration.ofMinutes(5);

  private final HttpSenderConfig config;
  private final HttpClient client;
  private volatile Said last = new Said.Nothing("nothing was sent yet");

  Sender(HttpSenderConfig config) {
    this.config = config;
    Duration connect = config.getConnectTimeout();
    var builder = HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER);
    this.client = builder.connectTimeout(connect).build();
  }

  /** What came of the last message. */
  sealed interface Said {
    /**
     * @param after how long the collector asks to be left alone; zero if it does not
     * @param rejected how many items it says that it did not take
     */
    record Answer(int status, Duration after, long rejected) implements Said {}

    record Nothing(String why) implements Said {}
  }

  Said last() {
    return last;
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
    var sending = sending(message, failed);
    if (sending == null) {
      return;
    }
    try {
      var answer = sending.get(config.getTimeout().toMillis(), TimeUnit.MILLISECONDS);
      int status = answer.statusCode();
      Duration after =
          answer.headers().firstValue("Retry-After").map(Sender::after).orElse(Duration.ZERO);
      last = new Said.Answer(status, after, Partial.rejected(answer.body()));
      answered.accept(new Response(status, answer.body()));
    } catch (TimeoutException e) {
      sending.cancel(true);
      silent("it gave no answer within " + config.getTimeout().toSeconds() + " s", e, failed);
    } catch (ExecutionException e) {
      silent(String.valueOf(e.getCause()), e, failed);
    } catch (InterruptedException e) {
      sending.cancel(true);
      Thread.currentThread().interrupt();
      silent("Fermata is ending", e, failed);
    }
  }

  private @Nullable CompletableFuture<java.net.http.HttpResponse<byte[]>> sending(
      MessageWriter message, Consumer<Throwable> failed) {
    try {
      return client.sendAsync(
          request(message), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES));
    } catch (IOException | IllegalArgumentException e) {
      silent("it could not be put into a message: " + e.getMessage(), e, failed);
      return null;
    }
  }

  private void silent(String why, Throwable cause, Consumer<Throwable> failed) {
    last = new Said.Nothing(why);
    failed.accept(cause);
  }

  private HttpRequest request(MessageWriter message) throws IOException {
    var body = new ByteArrayOutputStream(MEAN_BYTES);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.getEndpoint())
            .timeout(config.getTimeout())
            .header("Content-Type", config.getContentType());
    Compressor packing = config.getCompressor();
    if (packing == null) {
      message.writeMessage(body);
    } else {
      request.header("Content-Encoding", packing.getEncoding());
      try (OutputStream packed = packing.compress(body)) {
        message.writeMessage(packed);
      }
    }
    config
        .getHeadersSupplier()
        .get()
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return request.POST(BodyPublishers.ofByteArray(body.toByteArray())).build();
  }

  private static Duration after(String seconds) {
    try {
      long wait = Math.max(0, Long.parseLong(seconds.strip()));
      return Duration.ofSeconds(Math.min(wait, LATER_LIMIT.toSeconds()));
    } catch (NumberFormatException e) {
      return Duration.ZERO; // A date: our own pause does as well.
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    client.shutdownNow();
    return CompletableResultCode.ofSuccess();
  }

  private record Response(int status, byte[] body) implements HttpResponse {
    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return body;
    }
  }

  /** {@code partial_success} of an answer of OTLP: member 1 of it, and in that number 1. */
  private static final class Partial {
    private static final int MESSAGE_1 = 0x0a;
    private static final int NUMBER_1 = 0x08;

    /** Zero where it says nothing, or something that we do not know. */
    static long rejected(byte[] answer) {
      if (answer.length < 4 || answer[0] != MESSAGE_1 || answer[2] != NUMBER_1) {
        return 0;
      }
      long number = 0;
      for (int i = 3, shift = 0; i < answer.length && shift < Long.SIZE - 1; i++, shift += 7) {
        number |= (answer[i] & 0x7fL) << shift;
        if (answer[i] >= 0) {
          return number;
        }
      }
      return 0;
    }
  }
}
