package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Makes keys and cards that are signed with them, rightly or not. */
final class SignedCard {
  static final String URL = "https://agents.example.com/.well-known/agent-card.json";

  private SignedCard() {}

  static ObjectNode card() {
    ObjectNode card = Json.object().put("name", "Peer").put("version", "1.0.0");
    card.putArray("supportedInterfaces")
        .addObject()
        .put("url", "https://agents.example.com/rpc")
        .put("protocolBinding", "JSONRPC")
        .put("protocolVersion", "1.0");
    card.putArray("skills");
    return card;
  }

  static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(kind.startsWith("RSA") ? "RSA" : kind);
      if (kind.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else if (kind.startsWith("RSA")) {
        generator.initialize(Integer.parseInt(kind.substring(3)));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static ObjectNode jwk(PublicKey key, String kid) {
    ObjectNode jwk = Json.object().put("kid", kid);
    switch (key) {
      case ECPublicKey ec -> {
        jwk.put("kty", "EC").put("crv", "P-256");
        jwk.put("x", number(ec.getW().getAffineX(), 32));
        jwk.put("y", number(ec.getW().getAffineY(), 32));
      }
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded();
        byte[] point = java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", text(point));
      }
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA").put("n", number(rsa.getModulus(), 0));
        jwk.put("e", number(rsa.getPublicExponent(), 0));
      }
      default -> throw new AssertionError(key.getAlgorithm());
    }
    return jwk;
  }

  static Json keys(ObjectNode... jwks) {
    ObjectNode set = Json.object();
    var keys = set.putArray("keys");
    for (ObjectNode each : jwks) {
      keys.add(each);
    }
    return Json.adopt(set);
  }

  /** Signs what the card says now. */
  static ObjectNode signed(ObjectNode card, ObjectNode header, String java, KeyPair pair) {
    String head = text(Json.of(header).bytes());
    String input = head + "." + text(CanonicalJson.write(Json.of(RemoteCard.unsigned(card))));
    try {
      Signature signer = Signature.getInstance(java);
      signer.initSign(pair.getPrivate());
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return with(card, head, text(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static ObjectNode with(ObjectNode card, String head, String signature) {
    ObjectNode copy = card.deepCopy();
    copy.withArrayProperty("signatures")
        .addObject()
        .put("protected", head)
        .put("signature", signature);
    return copy;
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String number(BigInteger number, int least) {
    byte[] bytes = number.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    byte[] padded = new byte[Math.max(least, bytes.length - from)];
    System.arraycopy(
        bytes, from, padded, padded.length - (bytes.length - from), bytes.length - from);
    return text(padded);
  }
}
