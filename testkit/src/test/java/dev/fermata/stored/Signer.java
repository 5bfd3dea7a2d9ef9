package dev.fermata.stored;

import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.value.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Signs checkpoints with a key of its own, one after the other. */
final class Signer {
  private final KeyPair keys;
  private final List<Checkpoint> signed = new ArrayList<>();

  Signer() {
    try {
      keys = KeyPairGenerator.getInstance(Checkpoint.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  String key() {
    return text(keys.getPublic().getEncoded());
  }

  List<Checkpoint> signed() {
    return List.copyOf(signed);
  }

  Checkpoint sign(Commit commit, Instant at) {
    long number = signed.size() + 1;
    Optional<Digest> previous =
        signed.isEmpty() ? Optional.empty() : Optional.of(signed.getLast().digest());
    Checkpoint checkpoint = sign(new Checkpoint(number, commit, at, previous, key(), ""));
    signed.add(checkpoint);
    return checkpoint;
  }

  Checkpoint sign(Checkpoint unsigned) {
    try {
      var signature = Signature.getInstance(Checkpoint.ALGORITHM);
      signature.initSign(keys.getPrivate());
      signature.update(unsigned.text());
      return unsigned.signed(text(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
