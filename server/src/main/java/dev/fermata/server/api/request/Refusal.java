package dev.fermata.server.api.request;

import dev.fermata.value.Complaint;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.List;

/** Ends a request with a problem; thrown so that acts read straight on. It has no stack trace. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;
  private final String hint;
  private final transient Duration retryAfter;
  private final transient List<Complaint> complaints;

  private Refusal(Problem problem, String hint, Duration retryAfter, List<Complaint> complaints) {
    super(problem.title(), null, false, false);
    this.problem = problem;
    this.hint = hint;
    this.retryAfter = retryAfter;
    this.complaints = List.copyOf(complaints);
  }

  public static Refusal of(Problem problem) {
    return new Refusal(problem, Hints.of(problem), Duration.ZERO, List.of());
  }

  public static Refusal of(String kind, int status, String title, String detail) {
    return of(Problem.own(kind, status, title, detail));
  }

  /** Something in the request cannot be read. */
  public static Refusal badRequest(String detail) {
    return of("bad-request", 400, "The request cannot be read", detail);
  }

  /** There is nothing of that name, or it may not be seen. */
  public static Refusal notFound(String what, String detail) {
    return of("not-found", 404, "No such " + what, detail);
  }

  public static Refusal conflict(String kind, String title, String detail) {
    return of(kind, 409, title, detail);
  }

  /** A document that does not lint. */
  public static Refusal misread(String what, List<Complaint> complaints) {
    var problem =
        Problem.own(
            "invalid-document",
            422,
            "The " + what + " has errors",
            complaints.isEmpty() ? "" : "line " + complaints.getFirst());
    return new Refusal(problem, "correct what the complaints say", Duration.ZERO, complaints);
  }

  public Refusal withHint(String text) {
    return new Refusal(problem, text, retryAfter, complaints);
  }

  /** With what is wrong with a value that the request holds, by where in the value it is. */
  public Refusal about(List<Complaint> wrong) {
    return new Refusal(problem, hint, retryAfter, wrong);
  }

  public Refusal after(Duration wait) {
    return new Refusal(problem, hint, wait, complaints);
  }

  public Problem problem() {
    return problem;
  }

  /** What to do next; empty if there is nothing to say. */
  public String hint() {
    return hint;
  }

  /** When to ask again; zero if that does not matter. */
  public Duration retryAfter() {
    return retryAfter;
  }

  public List<Complaint> complaints() {
    return complaints;
  }
}
