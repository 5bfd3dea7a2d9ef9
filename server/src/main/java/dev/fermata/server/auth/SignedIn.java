package dev.fermata.server.auth;

import dev.fermata.roster.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who proved who they are, with this request.
 *
 * @param token the id of the session or token that they proved it with
 * @param csrf what a browser must send along with what it changes; empty for bearer tokens
 */
public record SignedIn(Principal principal, String token, Optional<Instant> expires, String csrf) {}
