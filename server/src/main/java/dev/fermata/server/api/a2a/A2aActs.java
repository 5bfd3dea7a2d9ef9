package dev.fermata.server.api.a2a;

import dev.fermata.server.a2a.push.PushPost;
import dev.fermata.server.api.operation.Means;

/** All that can be asked by A2A, in both bindings; they do the same (specification, 5.1). */
public record A2aActs(HttpActs http, RpcAct rpc) {
  public static A2aActs of(Means means, PushPost post) {
    var operations = new Operations(means, post);
    return new A2aActs(new HttpActs(operations), new RpcAct(operations));
  }
}
