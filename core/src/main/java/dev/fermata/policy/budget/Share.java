package dev.fermata.policy.budget;

/**
 * What one effect takes from one budget before its call.
 *
 * @param budget its name; for the rate of a policy, the policy's rule
 * @param window in which it counts; {@link Window#OWN} for a budget of each run
 * @param limit beyond which it was not to be taken; none where people have let it pass
 * @param currency of its money; empty for none
 */
public record Share(String budget, String window, Amounts amounts, Amounts limit, String currency) {
  /** What the name of a rate begins with; no budget's name holds a slash. */
  private static final String RATE = "rate/";

  public Share {
    amounts = amounts == null ? Amounts.NONE : amounts;
    limit = limit == null ? Amounts.NONE : limit;
    currency = currency == null ? "" : currency;
  }

  /** One call of those that a rule lets through in a time. */
  public static Share ofRate(String rule, String window, int calls) {
    return new Share(RATE + rule, window, Amounts.CALL, new Amounts(0, 0, calls, 0, 0), "");
  }

  public boolean isOf(String otherBudget, String otherWindow) {
    return budget.equals(otherBudget) && window.equals(otherWindow);
  }

  /**
   * Whether it is what a later attempt took from where an earlier one took that. One attempt may
   * take from a budget more than once: for its run, and for those above it.
   */
  public boolean follows(Share earlier) {
    boolean families = Window.isFamily(window) || Window.isFamily(earlier.window);
    return budget.equals(earlier.budget) && (!families || window.equals(earlier.window));
  }

  /** Whether it is counted in its run and nowhere else. */
  public boolean ofRun() {
    return window.equals(Window.OWN);
  }

  /** Whether its old windows are of no interest. */
  public static boolean isRate(String budget) {
    return budget.startsWith(RATE);
  }

  /** The same without a limit. */
  public Share unlimited() {
    return new Share(budget, window, amounts, Amounts.NONE, currency);
  }

  /** What came of it: that much of what was reserved is free, and so much is spent. */
  public record Spent(String budget, String window, Amounts reserved, Amounts spent) {
    public Spent {
      reserved = reserved == null ? Amounts.NONE : reserved;
      spent = spent == null ? Amounts.NONE : spent;
    }

    public boolean ofRun() {
      return window.equals(Window.OWN);
    }
  }
}
