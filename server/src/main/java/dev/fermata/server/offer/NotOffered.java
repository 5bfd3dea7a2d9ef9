package dev.fermata.server.offer;

import dev.fermata.value.Problem;

/** What is wanted of an MCP server is not there, or it cannot be asked. */
public final class NotOffered extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  NotOffered(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  static NotOffered unfit(String detail) {
    return new NotOffered(Problem.own("not-offered", 422, "Not offered like that", detail));
  }

  public Problem problem() {
    return problem;
  }
}
