package dev.fermata.testkit.history;

/**
 * One command as its sender saw it: what was asked, when, what came back and when.
 *
 * @param ended {@link Long#MAX_VALUE} where nobody knows whether it was accepted
 */
record Operation(int client, Ask ask, String answer, long began, long ended) {
  /** What a client may ask of the one run of a start key. */
  sealed interface Ask {
    record Start() implements Ask {}

    record Claim(String by) implements Ask {}

    record Release(String by) implements Ask {}

    record Decide(String by, String answer, String id) implements Ask {}

    record Cancel() implements Ask {}

    record Look() implements Ask {}
  }
}
