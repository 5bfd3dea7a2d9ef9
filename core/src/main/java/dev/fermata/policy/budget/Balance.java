package dev.fermata.policy.budget;

/** How a budget stands in one window. */
public record Balance(Amounts reserved, Amounts spent) {
  public static final Balance NONE = new Balance(Amounts.NONE, Amounts.NONE);

  public Balance {
    reserved = reserved == null ? Amounts.NONE : reserved;
    spent = spent == null ? Amounts.NONE : spent;
  }

  /** What is no longer there to be taken. */
  public Amounts used() {
    return reserved.plus(spent);
  }

  public Balance reserve(Amounts more) {
    return new Balance(reserved.plus(more), spent);
  }

  public Balance settle(Amounts free, Amounts gone) {
    return new Balance(reserved.minus(free), spent.plus(gone));
  }
}
