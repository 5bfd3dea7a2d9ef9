package dev.fermata.effect;

import dev.fermata.roster.Agent;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;

/**
 * The exact call: whom, what work, with which arguments. Its digest is over the canonical form (RFC
 * 8785) of target, work and arguments. For HTTP the arguments are {@code {method, endpoint,
 * headers, query, body, output, redirect}}.
 */
public record Call(
    Target target,
    String work,
    Json arguments,
    EffectClass effect,
    boolean keyed,
    Duration timeout,
    Digest digest) {

  /** A stored call may come without its digest, which then is what it was. */
  public Call {
    digest = digest == null ? digest(target, work, arguments) : digest;
  }

  /**
   * @throws IllegalArgumentException if the arguments have no canonical form
   */
  public static Call of(
      Target target,
      String work,
      Json arguments,
      EffectClass effect,
      boolean keyed,
      Duration timeout) {
    return new Call(
        target, work, arguments, effect, keyed, timeout, digest(target, work, arguments));
  }

  /** Stored calls rest on it: it can never be computed otherwise. */
  private static Digest digest(Target target, String work, Json arguments) {
    var canonical = Json.object();
    canonical.put("target", target.display()).put("work", work).set("arguments", arguments.view());
    return Digest.ofCanonical(Json.adopt(canonical));
  }

  /** The same work for another agent; its class is never lowered. */
  public Call to(Agent agent) {
    return of(
        new Target.Agent(agent.name(), agent.fingerprint()),
        work,
        arguments,
        effect.worst(agent.effect()),
        agent.keyed(),
        agent.limits().timeout());
  }

  /** The same call without those fields (JSON Pointers, RFC 6901); what is not there stays so. */
  Call without(List<String> fields) {
    return fields.isEmpty() ? this : with(Redaction.without(arguments, fields));
  }

  /** The same call with other arguments: another call, with another digest. */
  public Call with(Json next) {
    return of(target, work, next, effect, keyed, timeout);
  }

  /** Whether a second attempt does no harm: it only reads, or its receiver honours the key. */
  public boolean repeatable() {
    return effect == EffectClass.READ || keyed;
  }
}
