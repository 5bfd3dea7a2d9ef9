package dev.fermata.adapter.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Signatures of agent cards: which are believed, and which tricks are not (S22). */
class CardKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final KeyPair EC = SignedCard.pair("EC");
  private static final String ES256 = "SHA256withECDSAinP1363Format";

  private static ObjectNode header(String alg) {
    return Json.object().put("alg", alg).put("kid", "k1").put("typ", "JOSE");
  }

  private static Json ecKeys() {
    return SignedCard.keys(SignedCard.jwk(EC.getPublic(), "k1"));
  }

  private static Optional<String> look(ObjectNode card, Json keys) {
    return new CardKeys(keys).refusal(card, NOW);
  }

  private static ObjectNode signed(ObjectNode header) {
    return SignedCard.signed(SignedCard.card(), header, ES256, EC);
  }

  @Test
  void a_card_that_one_of_the_keys_signed_is_believed() {
    assertThat(look(signed(header("ES256")), ecKeys())).isEmpty();
    KeyPair ed = SignedCard.pair("Ed25519");
    ObjectNode byEd = SignedCard.signed(SignedCard.card(), header("EdDSA"), "Ed25519", ed);
    assertThat(look(byEd, SignedCard.keys(SignedCard.jwk(ed.getPublic(), "k1")))).isEmpty();
    KeyPair rsa = SignedCard.pair("RSA2048");
    ObjectNode byRsa = SignedCard.signed(SignedCard.card(), header("RS256"), "SHA256withRSA", rsa);
    assertThat(look(byRsa, SignedCard.keys(SignedCard.jwk(rsa.getPublic(), "k1")))).isEmpty();
    ObjectNode twice = byEd.deepCopy();
    twice.withArrayProperty("signatures").add(signed(header("ES256")).at("/signatures/0"));
    assertThat(look(twice, ecKeys())).isEmpty();
  }

  @Test
  void a_card_that_was_changed_after_it_was_signed_is_not() {
    ObjectNode card = signed(header("ES256"));
    card.put("name", "Peer2");
    assertThat(look(card, ecKeys()).orElse("")).contains("not what key 'k1' signed");
    assertThat(look(SignedCard.card(), ecKeys())).contains("it is not signed");
  }

  @Test
  void no_algorithm_and_a_shared_secret_are_no_ways_to_sign() throws GeneralSecurityException {
    String none = SignedCard.text(Json.of(header("none")).bytes());
    assertThat(look(SignedCard.with(SignedCard.card(), none, ""), ecKeys()).orElse(""))
        .contains("'none' is not allowed");
    // The public key as the secret of an HMAC: whoever knows it could sign.
    String head = SignedCard.text(Json.of(header("HS256")).bytes());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(EC.getPublic().getEncoded(), "HmacSHA256"));
    byte[] sum = mac.doFinal((head + ".x").getBytes(StandardCharsets.US_ASCII));
    ObjectNode card = SignedCard.with(SignedCard.card(), head, SignedCard.text(sum));
    assertThat(look(card, ecKeys()).orElse("")).contains("'HS256' is not allowed");
  }

  @Test
  void where_a_signature_says_that_its_key_is_counts_for_nothing() {
    KeyPair other = SignedCard.pair("EC");
    ObjectNode header = header("ES256").put("kid", "theirs").put("jku", "http://127.0.0.1:1/jwks");
    header.set("jwk", SignedCard.jwk(other.getPublic(), "theirs"));
    ObjectNode card = SignedCard.signed(SignedCard.card(), header, ES256, other);
    assertThat(look(card, ecKeys()).orElse("")).contains("no key 'theirs'");
    ObjectNode same = header.deepCopy().put("kid", "k1");
    assertThat(look(SignedCard.signed(SignedCard.card(), same, ES256, other), ecKeys()))
        .isPresent();
    ObjectNode path = header("ES256").put("kid", "../k1' OR '1'='1");
    assertThat(look(signed(path), ecKeys())).isPresent();
  }

  @Test
  void a_key_is_used_for_what_it_is_for_while_it_is_valid() {
    ObjectNode card = signed(header("ES256"));
    ObjectNode key = SignedCard.jwk(EC.getPublic(), "k1");
    assertThat(look(card, SignedCard.keys(key.deepCopy().put("use", "enc")))).isPresent();
    assertThat(look(card, SignedCard.keys(key.deepCopy().put("alg", "ES384")))).isPresent();
    assertThat(look(card, SignedCard.keys(key.deepCopy().put("d", "AA")))).isPresent();
    long past = NOW.minusSeconds(1).getEpochSecond();
    assertThat(look(card, SignedCard.keys(key.deepCopy().put("exp", past)))).isPresent();
    long future = NOW.plusSeconds(60).getEpochSecond();
    assertThat(look(card, SignedCard.keys(key.deepCopy().put("exp", future)))).isEmpty();
    KeyPair weak = SignedCard.pair("RSA1024");
    ObjectNode byWeak =
        SignedCard.signed(SignedCard.card(), header("RS256"), "SHA256withRSA", weak);
    assertThat(look(byWeak, SignedCard.keys(SignedCard.jwk(weak.getPublic(), "k1")))).isPresent();
  }

  @Test
  void a_header_that_names_no_key_or_asks_for_more_is_not_understood() {
    ObjectNode nameless = header("ES256");
    nameless.remove("kid");
    assertThat(look(signed(nameless), ecKeys())).isPresent();
    ObjectNode critical = header("ES256");
    critical.putArray("crit").add("exp");
    assertThat(look(signed(critical), ecKeys()).orElse("")).contains("not understood");
    for (String head :
        new String[] {"", "!!", SignedCard.text("[1]".getBytes(StandardCharsets.UTF_8))}) {
      assertThat(look(SignedCard.with(SignedCard.card(), head, "AA"), ecKeys())).isPresent();
    }
  }

  @Test
  void what_is_empty_in_a_card_may_or_may_not_have_been_signed() {
    ObjectNode card = SignedCard.card();
    card.put("documentationUrl", "");
    assertThat(look(SignedCard.signed(card, header("ES256"), ES256, EC), ecKeys())).isEmpty();
    ObjectNode bare = SignedCard.card();
    bare.remove("skills");
    ObjectNode signature = SignedCard.signed(bare, header("ES256"), ES256, EC);
    card.set("signatures", signature.path("signatures"));
    assertThat(look(card, ecKeys())).isEmpty();
  }
}
