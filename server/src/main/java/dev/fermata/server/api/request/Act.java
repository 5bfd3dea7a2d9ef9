package dev.fermata.server.api.request;

import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Rights;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.value.Problem;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One thing that the outside can ask for, with the right that it needs. Whatever way a request
 * came, it gets here, and the right is checked here.
 *
 * @param query the query parameters that it knows
 */
public record Act(Right right, Set<String> query, Function<Request, Reply> work) {
  public Act {
    query = Set.copyOf(query);
  }

  public static Act of(Right right, Function<Request, Reply> work, String... query) {
    return new Act(right, Set.of(query), work);
  }

  /** Does it, or throws a {@link Refusal}. */
  public Reply perform(Request request) {
    admit(request.who());
    request.query().check(query);
    return work.apply(request);
  }

  /** Refuses whoever lacks the right, before anything else of their request is looked at. */
  public void admit(Optional<SignedIn> who) {
    check(who, right);
  }

  /** Refuses whoever lacks a right that only this request turns out to need. */
  public static void require(Request request, Right right) {
    check(request.who(), right);
  }

  private static void check(Optional<SignedIn> who, Right right) {
    Optional<Problem> refusal = Rights.refusal(who.map(SignedIn::principal), right);
    if (refusal.isPresent()) {
      throw Refusal.of(refusal.get());
    }
  }
}
