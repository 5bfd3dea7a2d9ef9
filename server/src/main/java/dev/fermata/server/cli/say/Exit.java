package dev.fermata.server.cli.say;

/** What the program's exit code says to scripts. */
public enum Exit {
  OK(0),
  /** It was tried and failed. */
  FAILED(1),
  /** The command was not written as it must be. */
  USAGE(2),
  NOT_FOUND(3),
  NOT_SIGNED_IN(4),
  /** Somebody else was first, or what was read has changed since. */
  CONFLICT(5),
  /** Signed in, but not allowed. */
  DENIED(6),
  /** The run waits for a person, and {@code --no-human} was asked. */
  WAITS(7),
  TIMEOUT(8),
  UNREACHABLE(9),
  /** There is a difference, and it was asked for. */
  DIFFERENT(10),
  /** The ledger is not as it was written. */
  BROKEN(11),
  INTERRUPTED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** What an HTTP status of the API means to a script. */
  public static Exit ofStatus(int status) {
    return switch (status) {
      case 404, 410 -> NOT_FOUND;
      case 401 -> NOT_SIGNED_IN;
      case 409, 412 -> CONFLICT;
      case 403 -> DENIED;
      case 408, 504 -> TIMEOUT;
      default -> FAILED;
    };
  }
}
