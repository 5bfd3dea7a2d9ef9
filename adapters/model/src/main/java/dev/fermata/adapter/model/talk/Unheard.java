package dev.fermata.adapter.model.talk;

/** An answer that cannot be used. */
public final class Unheard extends Exception {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** It is not what the protocol says. */
    NONSENSE,
    /** It ended before it was whole. */
    CUT,
    /** It is longer than the agent's file allows. */
    TOO_LONG,
    /** The service says in the midst of it that it failed. */
    FAILED
  }

  private final Reason reason;

  Unheard(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public String told() {
    return String.valueOf(getMessage());
  }
}
