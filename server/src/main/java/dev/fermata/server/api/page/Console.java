package dev.fermata.server.api.page;

import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The console's files, as they were built. They are the same for everybody and hold nothing of the
 * house: what they show they ask of the API, which looks at who asks. So they are public; under a
 * cookie that is only sent from our own pages, nobody who follows a link from elsewhere is known.
 */
public final class Console {
  private static final String FOLDER = "/dev/fermata/console/";
  private static final String ASSETS = "assets/";

  private final Map<String, Reply.Content.File> files = new HashMap<>();

  /** What its page refers to, by names that change with the content. */
  public final Act asset = Act.of(Right.PUBLIC, this::asset);

  public Console() {
    String list = new String(bytes("files.txt"), StandardCharsets.UTF_8);
    list.lines()
        .map(line -> line.split("\t", 2))
        .forEach(each -> files.put(each[0], file(each[0], each[1])));
  }

  private static Reply.Content.File file(String name, String type) {
    return new Reply.Content.File(type, bytes(name), bytes(name + ".gz"), name.startsWith(ASSETS));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Console.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks the console's file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the console's file " + name + " cannot be read", e);
    }
  }

  /**
   * A page at its address. What is drawn is decided in the browser; each page has its own file only
   * so that what it needs is named at once.
   */
  public Act page(String name) {
    Reply.Content.File file = files.get(name + ".html");
    if (file == null) {
      throw new IllegalStateException("the console has no page " + name);
    }
    return Act.of(Right.PUBLIC, _ -> Reply.file(file));
  }

  private Reply asset(Request request) {
    return found(ASSETS + request.name("file"));
  }

  private Reply found(String name) {
    Reply.Content.File file = files.get(name);
    if (file == null) {
      throw Refusal.notFound("page", "there is nothing at this path");
    }
    return Reply.file(file);
  }
}
