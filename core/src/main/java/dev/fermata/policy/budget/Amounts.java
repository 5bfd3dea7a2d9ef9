package dev.fermata.policy.budget;

/**
 * What was, will be or may be spent. In a limit, zero stands for no limit.
 *
 * @param money in millionths of the budget's currency
 * @param tokens in and out
 * @param wallMs how long calls were under way
 * @param humanMs how long people took to decide
 */
public record Amounts(long money, long tokens, long calls, long wallMs, long humanMs) {
  public static final Amounts NONE = new Amounts(0, 0, 0, 0, 0);

  /** One call that costs nothing else. */
  public static final Amounts CALL = new Amounts(0, 0, 1, 0, 0);

  public Amounts plus(Amounts more) {
    return new Amounts(
        money + more.money,
        tokens + more.tokens,
        calls + more.calls,
        wallMs + more.wallMs,
        humanMs + more.humanMs);
  }

  public Amounts minus(Amounts less) {
    return new Amounts(
        money - less.money,
        tokens - less.tokens,
        calls - less.calls,
        wallMs - less.wallMs,
        humanMs - less.humanMs);
  }

  /**
   * Whether so much more may be taken where this much is taken already. What cannot be known
   * beforehand, as the time a call takes, may begin as long as anything is left.
   */
  public boolean leavesRoom(Amounts more, Amounts limit) {
    return room(money, more.money, limit.money)
        && room(tokens, more.tokens, limit.tokens)
        && room(calls, more.calls, limit.calls)
        && room(wallMs, more.wallMs, limit.wallMs)
        && room(humanMs, more.humanMs, limit.humanMs);
  }

  private static boolean room(long used, long more, long limit) {
    return limit == 0 || used + Math.max(more, 1) <= limit;
  }

  public boolean nothing() {
    return equals(NONE);
  }
}
