package dev.fermata.testkit;

/** The agents and tools that the tests call. */
public final class Casts {
  /** Reads only. */
  public static final String SCORER =
      "{ agent: scorer, owner: agents-team, kind: java, effect: read }";

  public static final String CHECKER =
      "{ agent: checker, owner: agents-team, kind: java, effect: read }";

  public static final String RATER =
      "{ agent: rater, owner: agents-team, kind: java, effect: read }";

  /** Irreversible, and honours no key. */
  public static final String MAILER = "{ agent: mailer, owner: agents-team, kind: java }";

  /**
   * {@code book} honours no key, {@code pay} does, {@code look} only reads; of {@code order} and
   * {@code pledge}, which is keyed, {@code find} can tell whether they happened.
   */
  public static final String BANK =
      """
      server: bank
      owner: bank-team
      kind: java
      tools:
        book: { effect: irreversible }
        pay: { effect: irreversible, keyed: true }
        look: { effect: read }
        order: { effect: irreversible, check: find, output: { type: object } }
        pledge: { effect: irreversible, keyed: true, check: find }
        find: { effect: read }
      """;

  private Casts() {}

  public static Script given(String workflow) {
    return Script.given(workflow).with(SCORER, CHECKER, RATER, MAILER, BANK);
  }
}
