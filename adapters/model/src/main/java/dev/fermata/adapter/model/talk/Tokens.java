package dev.fermata.adapter.model.talk;

/**
 * What was counted.
 *
 * @param in all that was read, what was cached included
 * @param cached what of it the service had read before
 */
public record Tokens(long in, long cached, long out) {
  public static final Tokens NONE = new Tokens(0, 0, 0);

  public Tokens {
    in = Math.max(0, in);
    cached = Math.clamp(cached, 0, in);
    out = Math.max(0, out);
  }
}
