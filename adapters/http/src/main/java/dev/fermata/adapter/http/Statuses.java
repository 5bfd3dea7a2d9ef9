package dev.fermata.adapter.http;

import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * What a status that is no success says about the effect. Rejected is what is known not to have
 * been done, by the meaning that RFC 9110 and its kin give the status; where a server may have done
 * the work before it answered so, the reply is lost.
 */
final class Statuses {
  /**
   * What is certain of a request that asks for work. Not among them, though they are below 500: 301
   * to 303, which a server may give after the work; 408, which gateways give for a slow server;
   * 409, which a server may give because the work is done or under way; 425; and what nobody
   * registered. Nothing from 500 on is certain: whoever failed may have failed late.
   */
  private static final Set<Integer> REFUSED =
      Set.of(
          307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 410, 411, 412, 413, 414, 415, 416, 417,
          421, 422, 423, 424, 426, 428, 429, 431, 451);

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
    return safe ? status < 200 || status >= 500 : !REFUSED.contains(status);
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
    return maybeDone(status, safe)
        ? new Reply.Lost(problem)
        : new Reply.Rejected(problem, LATER.contains(status));
  }
}
