package dev.fermata.fact.ledger;

import dev.fermata.fact.StreamId;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;

/**
 * The digests that make the journal a ledger. An entry's envelope covers its stream, number, time,
 * fact types, the digest of the stream's last entry and the salted digest of its body; a commit's
 * covers the last commit and its entries. So a body can be erased, with its salt, and the chain
 * still holds.
 */
@Algorithm("computes digests")
public final class Chain {
  public static final int SALT_BYTES = 16;
  public static final int DIGEST_BYTES = 32;

  private Chain() {}

  /** SHA-256 of salt and body. */
  public static byte[] body(byte[] salt, byte[] body) {
    MessageDigest sha = Digest.sha256();
    sha.update(salt);
    return sha.digest(body);
  }

  /**
   * SHA-256 of the envelope; every text is preceded by its length, so that no two envelopes read
   * the same.
   *
   * @param previous the digest of the stream's last entry; empty for the first
   */
  public static byte[] entry(
      StreamId stream, long number, Instant at, List<String> types, byte[] previous, byte[] body) {
    byte[] name = stream.value().getBytes(StandardCharsets.UTF_8);
    byte[] names = String.join(",", types).getBytes(StandardCharsets.UTF_8);
    int texts = name.length + names.length + previous.length + body.length;
    ByteBuffer envelope = ByteBuffer.allocate(3 * Integer.BYTES + 2 * Long.BYTES + texts);
    envelope.putInt(name.length).put(name);
    envelope.putLong(number).putLong(at.toEpochMilli());
    envelope.putInt(names.length).put(names);
    envelope.putInt(previous.length).put(previous);
    envelope.put(body);
    return Digest.sha256().digest(envelope.array());
  }

  /**
   * SHA-256 over the last commit and the entries of this one.
   *
   * @param previous the digest of the last commit; empty for the first
   */
  public static byte[] commit(byte[] previous, List<byte[]> entries) {
    MessageDigest sha = Digest.sha256();
    bytes(sha, previous);
    entries.forEach(sha::update);
    return sha.digest();
  }

  private static void bytes(MessageDigest sha, byte[] bytes) {
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    sha.update(bytes);
  }
}
