package dev.fermata.server.api.operation.hook;

import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata.Beginning;
import dev.fermata.roster.Hook;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.hook.HookDoor.Word;
import dev.fermata.server.auth.hook.Signed;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts a run for whoever signs with a hook's secret. The route is public, since the signature is
 * the proof; a session or token that comes along counts for nothing.
 */
public final class HookStart {
  private final Means means;
  public final Act start = Act.of(Right.PUBLIC, this::start);

  public HookStart(Means means) {
    this.means = means;
  }

  private Reply start(Request request) {
    Signed signed = request.signed().orElseThrow();
    Optional<Hook> named = means.engine().house().hook(request.path().getOrDefault("hook", ""));
    Word word =
        means
            .access()
            .hooks()
            .map(hooks -> hooks.door().knock(named, signed))
            .orElse(new Word.Wrong());
    return switch (word) {
      case Word.Enter(var hook) -> start(hook, signed, request.header(Request.TRACE));
      case Word.Wrong() ->
          throw Refusal.of(
              "bad-signature",
              401,
              "Not signed for",
              "there is no such hook, or it was not signed");
      case Word.OutOfTime(var off) -> throw outOfTime(off);
      case Word.TooMany(var after) ->
          throw Refusal.of("too-many", 429, "Too many starts", "nothing was started").after(after);
    };
  }

  private static Refusal outOfTime(Duration off) {
    return Refusal.of(
        "out-of-time",
        401,
        "Too old, or of the future",
        "its time is "
            + off.abs().toSeconds()
            + " s "
            + (off.isNegative() ? "before" : "after")
            + " this server's");
  }

  /** The body is the input, whatever its members are called; nothing else is taken from it. */
  private Reply start(Hook hook, Signed signed, String trace) {
    Json input;
    try {
      input = Json.parse(signed.body()).under(hook.label());
    } catch (Json.Malformed e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
    String key = hook.startKey(signed.nonce());
    var beginning = new Beginning(hook.workflow(), input, key, "").traced(trace);
    var by = new Principal.Hooked(hook.name(), hook.requester());
    return switch (means.engine().start(beginning, by)) {
      case Answer.Started(var run, var already) when already -> throw taken(run, key);
      case Answer.Started(var run, _) -> Reply.created(Json.object().put("run", run.value()));
      case Answer.Refused(var problem) -> throw Refusal.of(problem);
    };
  }

  /** Either this very nonce began that run, or its workflow joins what is about the same. */
  private Refusal taken(RunId run, String key) {
    boolean joined =
        means
            .engine()
            .state(run)
            .flatMap(RunState::start)
            .filter(start -> !start.startKey().equals(key))
            .isPresent();
    return joined
        ? Refusal.conflict(
            "same-subject",
            "Another run is about the same",
            "nothing was started, since the run " + run + " is about the same")
        : Refusal.conflict(
            "replayed",
            "Taken already",
            "this nonce began the run " + run + "; nothing was started");
  }
}
