package dev.fermata.server.host;

/** The server cannot start; the message is one sentence for the operator. */
public final class CannotStart extends Exception {
  private static final long serialVersionUID = 1;

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }

  public CannotStart(String message) {
    super(message);
  }
}
