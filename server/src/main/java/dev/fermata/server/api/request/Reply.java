package dev.fermata.server.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.auth.Secret;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Map;

/** What an act answers. */
public record Reply(int status, Content content, Session session, Map<String, String> headers) {
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** Without headers of its own. */
  public Reply(int status, Content content, Session session) {
    this(status, content, session, Map.of());
  }

  /** What it consists of. */
  public sealed interface Content {
    record Data(Json json) implements Content {}

    record Nothing() implements Content {}

    /** A text of a fixed kind: a page, a style, a picture. */
    record Text(String type, String text) implements Content {}

    /** A text that may be kept for a while, and known again by its digest. */
    record Kept(String type, String text, Duration age, Digest digest) implements Content {}

    /**
     * A file of the console.
     *
     * @param lasting whether another content would have another name
     */
    record File(String type, byte[] bytes, byte[] packed, boolean lasting) implements Content {}

    record SeeOther(String location) implements Content {}

    /** A file, written as it is made; one that is broken off says so by having no end. */
    record Download(String type, String name, Writer writer) implements Content {}

    /** Server-sent events, written as they come. */
    record Events(Source source) implements Content {}
  }

  /** What happens to the browser's session. */
  public sealed interface Session {
    record Stays() implements Session {}

    record Begins(Secret secret, Duration length) implements Session {}

    record Ends() implements Session {}
  }

  /** Writes a file. */
  @FunctionalInterface
  public interface Writer {
    void to(java.io.OutputStream out) throws java.io.IOException;
  }

  /** Writes events until it has no more, or until the sink says that they are no longer wanted. */
  @FunctionalInterface
  public interface Source {
    void run(Sink sink) throws java.io.IOException, InterruptedException;
  }

  /** Where events go. Writing blocks while the client does not read, for a time that is limited. */
  public interface Sink {
    /** Writes an event; says how many bytes it was. */
    long event(long id, String kind, Json data) throws java.io.IOException;

    /**
     * Writes an event that has no kind and may have no data.
     *
     * @param retry when to come back if the line breaks; zero to leave that open
     */
    void message(String id, String data, Duration retry) throws java.io.IOException;

    /** Lets the client and those in between know that the line still stands. */
    void beat() throws java.io.IOException;

    /** Whether the client is still signed in and the server does not close. */
    boolean wanted();
  }

  private static final Session STAYS = new Session.Stays();

  public static Reply ok(JsonNode tree) {
    return new Reply(200, new Content.Data(Json.adopt(tree)), STAYS);
  }

  public static Reply created(JsonNode tree) {
    return new Reply(201, new Content.Data(Json.adopt(tree)), STAYS);
  }

  public static Reply nothing() {
    return new Reply(204, new Content.Nothing(), STAYS);
  }

  public static Reply page(String html) {
    return new Reply(200, new Content.Text("text/html; charset=utf-8", html), STAYS);
  }

  public static Reply text(String type, String text) {
    return new Reply(200, new Content.Text(type, text), STAYS);
  }

  public static Reply kept(String type, String text, Duration age, Digest digest) {
    return new Reply(200, new Content.Kept(type, text, age, digest), STAYS);
  }

  public static Reply file(Content.File file) {
    return new Reply(200, file, STAYS);
  }

  public static Reply seeOther(String location) {
    return new Reply(303, new Content.SeeOther(location), STAYS);
  }

  public static Reply events(Source source) {
    return new Reply(200, new Content.Events(source), STAYS);
  }

  public static Reply download(String type, String name, Writer writer) {
    return new Reply(200, new Content.Download(type, name, writer), STAYS);
  }

  public Reply with(Session change) {
    return new Reply(status, content, change, headers);
  }

  public Reply withStatus(int other) {
    return new Reply(other, content, session, headers);
  }

  /** With this header and no other. */
  public Reply withHeader(String name, String value) {
    return new Reply(status, content, session, Map.of(name, value));
  }
}
