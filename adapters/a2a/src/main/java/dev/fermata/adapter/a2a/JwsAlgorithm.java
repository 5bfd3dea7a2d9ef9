package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The ways of signing that are believed, each with its kind of key (RFC 7518, RFC 8037). There is
 * no {@code none}, and none with a shared secret: whoever could check could sign.
 */
enum JwsAlgorithm {
  ES256("ES256", "EC", "P-256"),
  ES384("ES384", "EC", "P-384"),
  EDDSA("EdDSA", "OKP", "Ed25519"),
  PS256("PS256", "RSA", ""),
  RS256("RS256", "RSA", "");

  private static final int RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;

  private final String word;
  private final String kind;
  private final String curve;

  JwsAlgorithm(String word, String kind, String curve) {
    this.word = word;
    this.kind = kind;
    this.curve = curve;
  }

  String word() {
    return word;
  }

  static Optional<JwsAlgorithm> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  boolean fits(JsonNode key) {
    return key.path("kty").asText("").equals(kind)
        && (curve.isEmpty() || key.path("crv").asText("").equals(curve));
  }

  boolean holds(JsonNode key, byte[] input, byte[] signature) throws GeneralSecurityException {
    Signature verifier =
        switch (this) {
          case ES256 -> Signature.getInstance("SHA256withECDSAinP1363Format");
          case ES384 -> Signature.getInstance("SHA384withECDSAinP1363Format");
          case EDDSA -> Signature.getInstance("Ed25519");
          case RS256 -> Signature.getInstance("SHA256withRSA");
          case PS256 -> {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            yield pss;
          }
        };
    verifier.initVerify(key(key));
    verifier.update(input);
    return verifier.verify(signature);
  }

  private PublicKey key(JsonNode key) throws GeneralSecurityException {
    return switch (this) {
      case ES256 -> ec(key, "secp256r1");
      case ES384 -> ec(key, "secp384r1");
      case EDDSA -> ed25519(key);
      case PS256, RS256 -> rsa(key);
    };
  }

  private static PublicKey ec(JsonNode key, String name) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(name));
    var point = new ECPoint(number(key, "x"), number(key, "y"));
    var spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
    return KeyFactory.getInstance("EC").generatePublic(spec);
  }

  private static PublicKey ed25519(JsonNode key) throws GeneralSecurityException {
    byte[] bytes = bytes(key, "x");
    if (bytes.length != ED25519_BYTES) {
      throw new InvalidKeySpecException("an Ed25519 key has " + ED25519_BYTES + " bytes");
    }
    boolean odd = (bytes[ED25519_BYTES - 1] & 0x80) != 0;
    bytes[ED25519_BYTES - 1] &= 0x7f;
    for (int i = 0; i < ED25519_BYTES / 2; i++) {
      byte kept = bytes[i];
      bytes[i] = bytes[ED25519_BYTES - 1 - i];
      bytes[ED25519_BYTES - 1 - i] = kept;
    }
    var point = new EdECPoint(odd, new BigInteger(1, bytes));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static PublicKey rsa(JsonNode key) throws GeneralSecurityException {
    BigInteger modulus = number(key, "n");
    if (modulus.bitLength() < RSA_BITS) {
      throw new InvalidKeySpecException("an RSA key has at least " + RSA_BITS + " bits");
    }
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus, number(key, "e")));
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, bytes(key, name));
  }

  private static byte[] bytes(JsonNode key, String name) {
    return Base64.getUrlDecoder().decode(key.path(name).asText(""));
  }
}
