package dev.fermata.adapter.http;

import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * What a status that is no success says about the effect. Rejected is what is known not to have
 * been done; where a server may have done the work before it failed, the reply is lost.
 */
final class Statuses {
  private static final int NOT_IMPLEMENTED = 501;
  private static final int UNAVAILABLE = 503;

  /** Answers that a server may give after it did the work: go and look at the result. */
  private static final Set<Integer> SEE_OTHER = Set.of(302, 303);

  /** The request was refused for now: timed out on its way, misdirected, too early, too many. */
  private static final Set<Integer> LATER = Set.of(408, 421, 425, 429);

  private Statuses() {}

  static boolean success(int status) {
    return status >= 200 && status < 300;
  }

  static boolean redirect(int status) {
    return status >= 300 && status < 400;
  }

  /** Whether the work may have been done although the status is no success. */
  static boolean maybeDone(int status, boolean safe) {
    if (redirect(status)) {
      return !safe && SEE_OTHER.contains(status);
    }
    return status < 200 || status >= 500;
  }

  /**
   * @param safe whether the request only asked
   * @param why for the person who reads the problem
   */
  static Reply failed(Sent.Got got, boolean safe, String why) {
    int status = got.status();
    Optional<String> wait = got.header("retry-after").map(each -> Text.clip(each, 40));
    String detail = why + wait.map(each -> " (Retry-After: " + each + ")").orElse("");
    // A status such as 999 has no place in problem details.
    var problem = Problem.communication(status >= 300 && status < 600 ? status : 502, detail);
    boolean refusedForNow = status == UNAVAILABLE && wait.isPresent();
    if (refusedForNow || LATER.contains(status)) {
      return new Reply.Rejected(problem, true);
    }
    if (status == NOT_IMPLEMENTED) {
      return new Reply.Rejected(problem, false);
    }
    return maybeDone(status, safe) ? new Reply.Lost(problem) : new Reply.Rejected(problem, false);
  }
}
