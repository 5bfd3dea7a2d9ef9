package dev.fermata.fact.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a server signed about its ledger at one moment: the digest of the last durable commit, which
 * covers all before it.
 *
 * @param number from 1; one more than that of the checkpoint before
 * @param commit the last durable commit
 * @param previous the digest of the checkpoint before; empty for the first
 * @param key the public key (X.509, base64url)
 * @param signature Ed25519 over {@link #text}, base64url
 */
public record Checkpoint(
    long number,
    Commit commit,
    Instant at,
    Optional<Digest> previous,
    String key,
    String signature) {
  public static final String ALGORITHM = "Ed25519";
  private static final String VERSION = "fermata checkpoint 1";

  /** The bytes that are signed: a line for each part, in this order. */
  public byte[] text() {
    return String.join(
            "\n",
            VERSION,
            Long.toString(number),
            Long.toString(commit.id()),
            Long.toString(commit.first()),
            Long.toString(commit.last()),
            commit.digest().value(),
            Long.toString(at.toEpochMilli()),
            previous.map(Digest::value).orElse("-"),
            key)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The same, signed. */
  public Checkpoint signed(String with) {
    return new Checkpoint(number, commit, at, previous, key, with);
  }

  /** What the next one names as its previous. */
  public Digest digest() {
    return Digest.of(toString());
  }

  /** Whether the owner of its key signed it. */
  public boolean genuine() {
    try {
      var publicKey =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getUrlDecoder().decode(key)));
      var check = Signature.getInstance(ALGORITHM);
      check.initVerify(publicKey);
      check.update(text());
      return check.verify(Base64.getUrlDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  ObjectNode tree() {
    ObjectNode tree = Json.object().put("number", number);
    tree.put("commit", commit.id()).put("first", commit.first()).put("last", commit.last());
    tree.put("digest", commit.digest().value()).put("at", at.toString());
    previous.ifPresent(before -> tree.put("previous", before.value()));
    return tree.put("key", key).put("signature", signature);
  }

  /** One line of JSON. */
  @Override
  public String toString() {
    return tree().toString();
  }

  /** Reads {@link #toString}; nothing if it is not exactly that. */
  public static Optional<Checkpoint> parse(String line) {
    try {
      Checkpoint read = read(Json.parse(line));
      return read.toString().equals(line) ? Optional.of(read) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // Whatever it is, it is none of ours.
    }
  }

  static Checkpoint read(Json tree) {
    var view = tree.view();
    return new Checkpoint(
        view.required("number").longValue(),
        new Commit(
            view.required("commit").longValue(),
            view.required("first").longValue(),
            view.required("last").longValue(),
            new Digest(view.required("digest").textValue())),
        Instant.parse(view.required("at").textValue()),
        tree.text("previous").map(Digest::new),
        view.required("key").textValue(),
        view.required("signature").textValue());
  }
}
