package dev.fermata.server.auth;

import dev.fermata.house.HouseState;
import dev.fermata.roster.Credentials;
import dev.fermata.roster.Credentials.Holder;
import dev.fermata.roster.Credentials.Token;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.value.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes and recognises tokens: {@code fmt_}, an id that may be seen, a dot, and the secret, of
 * which only the hash is kept. A session is a token of a person that ends soon. What somebody may
 * do is read from the house each time, so that a changed role counts from the next request on.
 * Thread-safe.
 */
public final class Tokens {
  public static final Duration SESSION = Duration.ofHours(12);

  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int TOUCHED = 1_000;
  private static final int ID_CHARS = 10;
  private static final Pattern FORM =
      Pattern.compile("fmt_([a-z]{1,8}-[A-Za-z0-9_-]{10})\\.([A-Za-z0-9_-]{43})");

  private final Credentials credentials;
  private final Supplier<HouseState> house;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final Map<String, Instant> touched =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > TOUCHED;
        }
      };

  public Tokens(
      Credentials credentials,
      Supplier<HouseState> house,
      InstantSource clock,
      RandomGenerator chance) {
    this.credentials = credentials;
    this.house = house;
    this.clock = clock;
    this.chance = chance;
  }

  /** A token that was just made, with the only copy of its secret. */
  public record Made(Token token, Secret secret) {}

  /** Begins a session; its roles are those that the person has at each request. */
  public Made session(PersonId person) {
    Instant now = clock.instant();
    return make("s", Holder.PERSON, person.value(), Set.of(), Optional.of(now.plus(SESSION)), "");
  }

  /** A program's token for which nobody answers. */
  public Made machine(String name, Set<Role> roles, Optional<Instant> expires) {
    return machine(name, roles, expires, "");
  }

  /**
   * A program's token.
   *
   * @param owner the person who answers for it; empty for none
   */
  public Made machine(String name, Set<Role> roles, Optional<Instant> expires, String owner) {
    return make("m", Holder.MACHINE, name, roles, expires, owner);
  }

  private Made make(
      String kind,
      Holder holder,
      String name,
      Set<Role> roles,
      Optional<Instant> expires,
      String owner) {
    String id = kind + "-" + random().reveal().substring(0, ID_CHARS);
    var secret = Secret.of("fmt_" + id + "." + random().reveal());
    var token =
        new Token(
            id,
            secret.hash(),
            holder,
            name,
            roles,
            clock.instant(),
            expires,
            Optional.empty(),
            owner);
    credentials.saveToken(token);
    return new Made(token, secret);
  }

  private Secret random() {
    synchronized (chance) {
      return Secret.random(chance);
    }
  }

  /**
   * Who holds this token, if it is one of ours, neither expired nor revoked, and its person may
   * still enter.
   */
  public Optional<SignedIn> recognise(Secret secret, boolean cookie) {
    if (!FORM.matcher(secret.reveal()).matches()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<Token> token = credentials.findToken(secret.hash());
    if (token.isPresent() && token.get().expired(now)) {
      credentials.revoke(token.get().id());
      return Optional.empty();
    }
    String csrf = cookie ? secret.derived("csrf") : "";
    Optional<SignedIn> signedIn =
        token.flatMap(t -> principal(t).map(p -> new SignedIn(p, t.id(), t.expires(), csrf)));
    signedIn.ifPresent(who -> touch(who.token(), now));
    return signedIn;
  }

  private Optional<Principal> principal(Token token) {
    return switch (token.holder()) {
      case MACHINE ->
          Optional.of(new Principal.Machine(token.name(), token.roles(), natural(token.owner())));
      case PERSON ->
          house
              .get()
              .roster()
              .person(new PersonId(token.name()))
              .filter(person -> !person.disabled())
              .map(this::human);
    };
  }

  private Principal human(Person person) {
    return new Principal.Human(
        person.id(), person.roles(), person.teams(), natural(person.id().value()));
  }

  private String natural(String person) {
    return person.isEmpty() ? "" : house.get().roster().natural(new PersonId(person));
  }

  private void touch(String id, Instant now) {
    synchronized (touched) {
      Instant last = touched.get(id);
      if (last != null && Duration.between(last, now).compareTo(TOUCH) < 0) {
        return;
      }
      touched.put(id, now);
    }
    credentials.touch(id, now);
  }

  public boolean revoke(String id) {
    return credentials.revoke(id);
  }

  /** The tokens of programs, the newest first; sessions are nobody's business. */
  public List<Token> ofMachines() {
    return credentials.tokens().stream().filter(t -> t.holder() == Holder.MACHINE).toList();
  }

  /** Ends all sessions of a person. */
  public void end(PersonId person) {
    credentials.tokens().stream()
        .filter(t -> t.holder() == Holder.PERSON && t.name().equals(person.value()))
        .forEach(t -> credentials.revoke(t.id()));
  }

  /** Drops sessions that are over. */
  public void sweep() {
    Instant now = clock.instant();
    credentials.tokens().stream()
        .filter(t -> t.expired(now))
        .forEach(t -> credentials.revoke(t.id()));
  }

  /** A role by its word. */
  public static Optional<Role> role(String word) {
    for (Role role : Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
