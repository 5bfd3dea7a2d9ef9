package dev.fermata.server.auth;

import dev.fermata.value.PersonId;
import java.util.Optional;

/** Knows who somebody is. Another one, such as OpenID Connect, takes the place of the local one. */
public interface IdentityProvider {
  /**
   * The person whose name and password these are. Takes equally long whether or not there is one.
   */
  Optional<PersonId> byPassword(String name, Secret password);

  /** The person whom a one-time link signs in; the link is used up. */
  Optional<PersonId> byLink(Secret link);
}
