package dev.fermata.server.api.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.Runs;
import dev.fermata.server.api.operation.ServerState;
import dev.fermata.server.api.operation.Sessions;
import dev.fermata.server.api.operation.Tasks;
import dev.fermata.server.api.operation.brief.BriefActs;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages. They show what the API's acts answer, and decide through them: no way of their own.
 */
public final class Pages {
  private static final String RECENT = "50";

  private final Tasks tasks;
  private final BriefActs briefs;
  private final Runs runs;
  private final ServerState state;
  private final Sessions sessions;
  private final Means means;
  public final Act home = Act.of(Right.SEE, this::home);
  public final Act task = Act.of(Right.SEE, this::task);
  public final Act decide = Act.of(Right.DECIDE, this::decide);
  public final Act signInForm = Act.of(Right.PUBLIC, this::signInForm, "link");
  public final Act signIn = Act.of(Right.PUBLIC, this::signIn);
  public final Act signOut = Act.of(Right.SIGNED_IN, this::signOut);
  public final Act style = fixed("page.css", "text/css; charset=utf-8");
  public final Act sign = fixed("favicon.svg", "image/svg+xml");

  public Pages(Means means) {
    this.means = means;
    this.tasks = new Tasks(means);
    this.briefs = new BriefActs(means, tasks);
    this.runs = new Runs(means);
    this.state = new ServerState(means);
    this.sessions = new Sessions(means);
  }

  private static Act fixed(String name, String type) {
    String text = resource(name);
    return Act.of(Right.PUBLIC, request -> Reply.text(type, text));
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's file " + name + " cannot be read", e);
    }
  }

  private Reply home(Request request) {
    JsonNode waiting = data(tasks.list, with(request, Query.NONE, Json.NULL)).path("items");
    var recent = new Query(Map.of("limit", List.of(RECENT)));
    return Reply.page(
        HomePage.of(
            request.signedIn(),
            data(state.status, with(request, Query.NONE, Json.NULL)),
            waiting,
            data(runs.list, with(request, recent, Json.NULL)).path("items")));
  }

  private static Request with(Request request, Query query, Json body) {
    return new Request(
        request.id(), request.who(), request.path(), query, body, Map.of(), request.base());
  }

  private static JsonNode data(Act act, Request request) {
    if (act.perform(request).content() instanceof Reply.Content.Data(var json)) {
      return json.view();
    }
    throw new IllegalStateException("an act gives no data that a page shows");
  }

  private Reply task(Request request) {
    JsonNode shown = data(tasks.show, with(request, Query.NONE, Json.NULL));
    return Reply.page(TaskPage.of(request.signedIn(), shown, "page-" + request.id()));
  }

  private Reply decide(Request request) {
    Map<String, String> form = request.form();
    var body = Json.object();
    for (String field : List.of("answer", "why", "digest", "id")) {
      body.put(field, form.getOrDefault(field, ""));
    }
    if (form.getOrDefault("digest", "").isEmpty()) {
      throw Refusal.badRequest("the page did not say what it showed");
    }
    JsonNode task = data(tasks.show, with(request, Query.NONE, Json.NULL));
    String answer = CallShown.isApproval(task) ? form.getOrDefault("answer", "") : "";
    String data = form.getOrDefault("data", "").strip();
    boolean counts = !CallShown.isApproval(task) || answer.equals(CallShown.EDIT);
    if (!data.isEmpty() && counts) {
      body.set("data", json(data));
    }
    if (answer.equals(CallShown.APPROVE) && CallShown.isLong(task)) {
      requireSeen(form);
    }
    if (answer.equals(CallShown.EDIT) && !form.containsKey("confirmed")) {
      var viewer = new TaskPage.Viewer(request.signedIn(), "page-" + request.id());
      return Reply.page(CallShown.edit(viewer, task, json(data), form.getOrDefault("why", "")));
    }
    open(request, task, form);
    JsonNode decided = data(tasks.decide, with(request, Query.NONE, Json.adopt(body)));
    return Reply.seeOther("/tasks/" + decided.path("id").asText());
  }

  /** Where the evidence comes first, who ticks the box says that they read what the page shows. */
  private void open(Request request, JsonNode task, Map<String, String> form) {
    JsonNode missing = task.at("/friction/missing");
    if (!missing.isEmpty() && form.containsKey(CallShown.SEEN)) {
      var body = Json.object();
      body.set("evidence", missing);
      data(briefs.opened, with(request, Query.NONE, Json.adopt(body)));
    }
  }

  private static void requireSeen(Map<String, String> form) {
    if (!form.containsKey(CallShown.SEEN)) {
      throw Refusal.of(
              "unread",
              422,
              "Read it to its end first",
              "the arguments are long; tick the box below them once you have seen all of them")
          .withHint("go back and scroll to the end of the arguments");
    }
  }

  private static JsonNode json(String text) {
    try {
      return Json.parse(text).view();
    } catch (Json.Malformed e) {
      throw Refusal.badRequest("the data is " + e.getMessage());
    }
  }

  /** Looking at a link does not use it: mail and chat programs look at links by themselves. */
  private Reply signInForm(Request request) {
    return Reply.page(SignInPage.of(request.query().text("link"), ""));
  }

  private Reply signIn(Request request) {
    Map<String, String> form = request.form();
    String link = form.getOrDefault("link", "");
    try {
      SignIn.Result.Done done =
          link.isEmpty()
              ? sessions.byPassword(
                  form.getOrDefault("name", ""), Secret.of(form.getOrDefault("password", "")))
              : sessions.byLink(link);
      return Reply.seeOther("/")
          .with(new Reply.Session.Begins(done.session().secret(), Tokens.SESSION));
    } catch (Refusal refusal) {
      String message = refusal.problem().title() + ". " + refusal.problem().detail();
      return Reply.page(SignInPage.of(Optional.empty(), message))
          .withStatus(refusal.problem().status());
    }
  }

  private Reply signOut(Request request) {
    means.access().tokens().revoke(request.signedIn().token());
    return Reply.seeOther("/sign-in").with(new Reply.Session.Ends());
  }
}
