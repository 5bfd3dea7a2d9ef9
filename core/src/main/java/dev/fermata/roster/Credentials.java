package dev.fermata.roster;

import dev.fermata.value.Digest;
import dev.fermata.value.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What people and programs prove themselves with. Only hashes are kept: whoever reads the store can
 * sign in as nobody. Safe for use by many threads at once; what returns is durable.
 */
public interface Credentials {
  /** The most tokens that {@link #tokens} gives. */
  int TOKEN_LIMIT = 10_000;

  Optional<String> passwordHash(PersonId person);

  void setPasswordHash(PersonId person, String hash);

  /**
   * @throws IllegalArgumentException if there is a token of that id or hash
   */
  void saveToken(Token token);

  /** The token with that hash, expired or not: the caller looks at the time. */
  Optional<Token> findToken(Digest hash);

  /** Notes when a token was last used; nothing happens if there is none. */
  void touch(String id, Instant used);

  /** Whether there was such a token. */
  boolean revoke(String id);

  /** All tokens, the newest first. */
  List<Token> tokens();

  /** Keeps a link that signs this person in once. Links that have expired by now are dropped. */
  void saveLink(Digest hash, PersonId person, Instant now, Instant expires);

  /** Whom a link signs in; it is used up, also for any who ask at the same moment. */
  Optional<PersonId> takeLink(Digest hash, Instant now);

  /**
   * A program's or a person's key.
   *
   * @param id the readable part that stands before the secret
   * @param hash of the secret, which has at least 160 random bits, so that SHA-256 is enough
   * @param name the person's id, or what the program is called
   * @param owner the person who answers for the program; empty for none known, and for a person's
   */
  record Token(
      String id,
      Digest hash,
      Holder holder,
      String name,
      Set<Role> roles,
      Instant created,
      Optional<Instant> expires,
      Optional<Instant> lastUsed,
      String owner) {
    public Token {
      roles = Set.copyOf(roles);
    }

    /** Of a person, or of a program that nobody answers for. */
    public Token(
        String id,
        Digest hash,
        Holder holder,
        String name,
        Set<Role> roles,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> lastUsed) {
      this(id, hash, holder, name, roles, created, expires, lastUsed, "");
    }

    /** Whether it may no longer be used. */
    public boolean expired(Instant now) {
      return expires.isPresent() && !now.isBefore(expires.get());
    }
  }

  /** Who holds a token. */
  enum Holder {
    PERSON,
    MACHINE
  }
}
