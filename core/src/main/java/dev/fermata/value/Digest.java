package dev.fermata.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A SHA-256 digest, written as 43 characters of unpadded base64url. */
public record Digest(String value) {
  private static final MessageDigest SHA_256 = lookedUp();

  public Digest {
    if (value.length() != 43) {
      throw new IllegalArgumentException(
          "digest '" + value + "' has " + value.length() + " characters; a digest has 43");
    }
  }

  public static Digest of(byte[] bytes) {
    return new Digest(
        Base64.getUrlEncoder().withoutPadding().encodeToString(sha256().digest(bytes)));
  }

  public static Digest of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Digest of the canonical form (RFC 8785).
   *
   * @throws IllegalArgumentException if a number in it cannot be held exactly by a double
   */
  public static Digest ofCanonical(Json json) {
    return of(CanonicalJson.write(json));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return Base64.getUrlDecoder().decode(value);
  }

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone(); // Looking the algorithm up each time takes longer.
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java cannot copy a SHA-256", e);
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
