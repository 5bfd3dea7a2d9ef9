package dev.fermata.adapter.mcp.session;

import dev.fermata.value.Problem;
import java.util.Set;

/**
 * What a status that is no success says about a call. Refused is what is known not to have been
 * done, by the meaning that RFC 9110 and its kin give the status; where a server may have done the
 * work before it answered so, it is silent.
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

  private static final Set<Integer> LATER = Set.of(421, 429);

  private Statuses() {}

  static boolean success(int status) {
    return status >= 200 && status < 300;
  }

  static Outcome failed(int status, String detail) {
    // A status such as 999 has no place in problem details.
    var problem = Problem.communication(status >= 300 && status < 600 ? status : 502, detail);
    return REFUSED.contains(status)
        ? new Outcome.Refused(problem, LATER.contains(status))
        : new Outcome.Silent(problem);
  }
}
