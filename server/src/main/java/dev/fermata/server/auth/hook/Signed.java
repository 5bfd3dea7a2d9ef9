package dev.fermata.server.auth.hook;

import dev.fermata.server.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a request says to prove itself, with its body byte for byte as it came. That it is here does
 * not mean that it is true: see {@link #by}.
 */
public final class Signed {
  /** Seconds since 1970; no sign, no fraction, so that it is written in one way only. */
  private static final Pattern TIMESTAMP = Pattern.compile("[1-9][0-9]{0,10}");

  /** Long enough that two senders hardly ever draw the same, short enough for a start key. */
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

  private static final Pattern SIGNATURE = Pattern.compile("v1=[0-9a-f]{64}");

  private final String timestamp;
  private final String nonce;
  private final String signature;
  private final byte[] body;

  /** Takes texts as they came; what is missing is empty. */
  public Signed(String timestamp, String nonce, String signature, byte[] body) {
    this.timestamp = timestamp;
    this.nonce = nonce;
    this.signature = signature;
    this.body = body.clone();
  }

  /**
   * Whether whoever sent it has that secret. Takes as long for a wrong signature as for a right.
   */
  boolean by(Secret secret) {
    if (!TIMESTAMP.matcher(timestamp).matches()
        || !NONCE.matcher(nonce).matches()
        || !SIGNATURE.matcher(signature).matches()) {
      return false;
    }
    byte[] right = signature(secret).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.US_ASCII));
  }

  /** The signature that is right for that secret: neither dots nor digits can trade places. */
  String signature(Secret secret) {
    try {
      Mac mac = Mac.getInstance(HookKey.ALGORITHM);
      mac.init(
          new SecretKeySpec(
              secret.reveal().getBytes(StandardCharsets.US_ASCII), HookKey.ALGORITHM));
      mac.update((timestamp + "." + nonce + ".").getBytes(StandardCharsets.US_ASCII));
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + HookKey.ALGORITHM, e);
    }
  }

  /** When it says it was sent; only of one that was proved to have a right form. */
  Instant sent() {
    return Instant.ofEpochSecond(Long.parseLong(timestamp));
  }

  /** What makes this request another than every other of its hook. */
  public String nonce() {
    return nonce;
  }

  public byte[] body() {
    return body.clone();
  }
}
