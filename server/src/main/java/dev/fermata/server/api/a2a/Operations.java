package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.state.RunState;
import dev.fermata.server.a2a.Card;
import dev.fermata.server.a2a.Fault;
import dev.fermata.server.a2a.Standing;
import dev.fermata.server.a2a.TaskShape;
import dev.fermata.server.a2a.push.PushPost;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operations of A2A, whatever binding they are asked by: parameters in, result out. */
final class Operations {
  /** How long a cancelled run may take to end before its task is shown as it is. */
  private static final Duration CANCELLING = Duration.ofSeconds(2);

  private final Means means;
  private final Sending sending;
  private final Following following;
  private final Listing listing;
  private final Pushes pushes;

  Operations(Means means, PushPost post) {
    this.means = means;
    this.pushes = new Pushes(means, post);
    this.sending = new Sending(means, pushes);
    this.following = new Following(means.engine());
    this.listing = new Listing(means);
  }

  ObjectNode send(Request request, Json params) {
    return sending.send(request, params, Asked.once(request));
  }

  Reply stream(Request request, Json params, UnaryOperator<Json> wrapped) {
    var history = Sending.history(params.view().path("configuration").path("historyLength"));
    RunId run = sending.take(request, params, Asked.once(request));
    return following.follow(run, shape(history), wrapped);
  }

  ObjectNode get(Request request, Json params) {
    Act.require(request, Right.SEE);
    var history = Sending.history(params.view().path("historyLength"));
    return shape(history).of(sending.state(task(params)));
  }

  ObjectNode list(Request request, Json params) {
    Act.require(request, Right.SEE);
    return listing.list(params);
  }

  ObjectNode cancel(Request request, Json params) {
    Act.require(request, Right.OPERATE);
    RunId run = task(params);
    if (Standing.of(sending.state(run)).state().terminal()) {
      throw Fault.TASK_NOT_CANCELABLE.because("it has ended");
    }
    means.send(run, new RunSignal.Cancel("asked for by A2A", request.principal()));
    sending.settle(run, CANCELLING);
    return shape(Optional.empty()).of(sending.state(run));
  }

  Reply subscribe(Request request, Json params, UnaryOperator<Json> wrapped) {
    Act.require(request, Right.SEE);
    RunState run = sending.state(task(params));
    if (Standing.of(run).state().terminal()) {
      throw Fault.UNSUPPORTED_OPERATION.because("the task has ended; get it instead");
    }
    return following.follow(run.id(), shape(Optional.empty()), wrapped);
  }

  private TaskShape shape(Optional<Integer> history) {
    return new TaskShape(history, true, means.briefs()::blind);
  }

  ObjectNode createPush(Request request, Json params) {
    Act.require(request, Right.OPERATE);
    RunId run = sending.state(task(params, "taskId")).id();
    return pushes.put(run, params.view());
  }

  ObjectNode getPush(Request request, Json params) {
    Act.require(request, Right.OPERATE);
    return pushes.get(sending.state(task(params, "taskId")).id(), named(params));
  }

  ObjectNode listPushes(Request request, Json params) {
    Act.require(request, Right.OPERATE);
    return pushes.list(sending.state(task(params, "taskId")).id());
  }

  void deletePush(Request request, Json params) {
    Act.require(request, Right.OPERATE);
    pushes.delete(sending.state(task(params, "taskId")).id(), named(params));
  }

  Json card(Request request) {
    Act.require(request, Right.SEE);
    return Card.extended(base(request), means.surroundings().version(), Skills.all(means));
  }

  Json openCard(Request request) {
    return Card.open(base(request), means.surroundings().version());
  }

  /** Under another name than loopback we are only reached through a proxy that ends TLS. */
  private static String base(Request request) {
    return request.base().matches("http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\])(?::.*)?")
        ? request.base()
        : request.base().replaceFirst("^http:", "https:");
  }

  private static RunId task(Json params) {
    return task(params, "id");
  }

  private static RunId task(Json params, String name) {
    String id = params.text(name).orElse("");
    if (id.isEmpty()) {
      throw Refusal.badRequest("'" + name + "' is missing; give the id of a task");
    }
    if (!dev.fermata.value.Names.valid(id)) {
      throw Sending.unknown(id);
    }
    return new RunId(id);
  }

  private static String named(Json params) {
    return params
        .text("id")
        .filter(id -> !id.isEmpty())
        .orElseThrow(
            () -> Refusal.badRequest("'id' is missing; give that of a push notification config"));
  }
}
