package dev.fermata.server.auth;

import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Credentials;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.value.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Signs people in: checks, counts failures, begins sessions, makes one-time links. Thread-safe. */
public final class SignIn {
  /** The one whom the first link makes. */
  public static final PersonId FIRST = new PersonId("admin");

  public static final Duration LINK = Duration.ofHours(24);

  private static final int FAILURES = 10;
  private static final double FAILURES_A_SECOND = 1.0 / 30;
  private static final int ALL_FAILURES = 200;
  private static final double ALL_FAILURES_A_SECOND = 2;

  private final Fermata engine;
  private final IdentityProvider identities;
  private final Credentials credentials;
  private final Tokens tokens;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final Throttle byName;
  private final Throttle all;

  /** What signing in works with. */
  public record Means(IdentityProvider identities, Credentials credentials, Tokens tokens) {}

  public SignIn(Fermata engine, Means means, InstantSource clock, RandomGenerator chance) {
    this.engine = engine;
    this.identities = means.identities();
    this.credentials = means.credentials();
    this.tokens = means.tokens();
    this.clock = clock;
    this.chance = chance;
    this.byName = new Throttle(FAILURES, FAILURES_A_SECOND, clock);
    this.all = new Throttle(ALL_FAILURES, ALL_FAILURES_A_SECOND, clock);
  }

  /** What came of it. */
  public sealed interface Result {
    record Done(Tokens.Made session, Person person) implements Result {}

    /** Says neither whether there is such a name nor which part was wrong. */
    record Wrong() implements Result {}

    record TooMany(Duration after) implements Result {}
  }

  public Result byPassword(String name, Secret password) {
    Duration wait = longer(byName.take(name, 1), all.take("", 1));
    if (!wait.isZero()) {
      return new Result.TooMany(wait);
    }
    return done(identities.byPassword(name, password), name);
  }

  public Result byLink(Secret link) {
    Duration wait = all.take("", 1);
    if (!wait.isZero()) {
      return new Result.TooMany(wait);
    }
    Optional<PersonId> person = identities.byLink(link);
    person.filter(FIRST::equals).filter(p -> nobodyYet()).ifPresent(p -> makeFirst());
    return done(person, "");
  }

  private Result done(Optional<PersonId> id, String name) {
    Optional<Person> person =
        id.flatMap(p -> engine.house().roster().person(p)).filter(p -> !p.disabled());
    if (person.isEmpty()) {
      return new Result.Wrong();
    }
    all.giveBack("", 1);
    if (!name.isEmpty()) {
      byName.giveBack(name, FAILURES);
    }
    return new Result.Done(tokens.session(person.get().id()), person.get());
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Whether no person was ever added. */
  public boolean nobodyYet() {
    return engine.house().roster().people().isEmpty();
  }

  private void makeFirst() {
    var admin = new Person(FIRST, "Admin", Set.of(Role.ADMIN), Set.of(), false);
    Answer answer = engine.tell(new HouseSignal.PutPerson(admin, new Principal.System()));
    if (answer instanceof Answer.Refused(var problem)) {
      throw new IllegalStateException("the first person could not be added: " + problem.detail());
    }
  }

  /** A link that signs this person in once. */
  public record Link(Secret secret, Instant expires) {}

  public Link link(PersonId person) {
    Instant now = clock.instant();
    Secret secret;
    synchronized (chance) {
      secret = Secret.random(chance);
    }
    credentials.saveLink(secret.hash(), person, now, now.plus(LINK));
    return new Link(secret, now.plus(LINK));
  }
}
