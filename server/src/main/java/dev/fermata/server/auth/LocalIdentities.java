package dev.fermata.server.auth;

import dev.fermata.house.HouseState;
import dev.fermata.roster.Credentials;
import dev.fermata.value.Names;
import dev.fermata.value.PersonId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** People with a password or a one-time link, on this machine alone. Thread-safe. */
public final class LocalIdentities implements IdentityProvider {
  private final Credentials credentials;
  private final Supplier<HouseState> house;
  private final Passwords passwords;
  private final InstantSource clock;

  public LocalIdentities(
      Credentials credentials,
      Supplier<HouseState> house,
      Passwords passwords,
      InstantSource clock) {
    this.credentials = credentials;
    this.house = house;
    this.passwords = passwords;
    this.clock = clock;
  }

  @Override
  public Optional<PersonId> byPassword(String name, Secret password) {
    Optional<PersonId> person =
        Names.valid(name) ? Optional.of(new PersonId(name)) : Optional.empty();
    Optional<String> hash = person.filter(this::mayEnter).flatMap(credentials::passwordHash);
    boolean fits =
        hash.isPresent() ? passwords.fits(password, hash.get()) : passwords.fitsNobody(password);
    return fits ? person : Optional.empty();
  }

  private boolean mayEnter(PersonId id) {
    return house.get().roster().person(id).filter(p -> !p.disabled()).isPresent();
  }

  @Override
  public Optional<PersonId> byLink(Secret link) {
    return credentials.takeLink(link.hash(), clock.instant());
  }
}
