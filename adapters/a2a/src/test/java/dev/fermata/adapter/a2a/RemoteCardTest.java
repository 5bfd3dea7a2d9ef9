package dev.fermata.adapter.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.a2a.RemoteCard.Looked;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Agent cards: which are those that their owner accepted, and where they may lead (S20, S9). */
class RemoteCardTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static String digest(ObjectNode card) {
    return Digest.ofCanonical(Json.of(RemoteCard.unsigned(card))).value();
  }

  private static Looked look(ObjectNode card, String accepted) {
    var endpoint = new Endpoint.A2a(SignedCard.URL, Map.of(), accepted, Optional.empty());
    return RemoteCard.look(card, "peer", endpoint, NOW);
  }

  private static String refusal(Looked looked) {
    return looked instanceof Looked.Unfit(var problem) ? problem.detail() : "fit";
  }

  @Test
  void a_card_that_was_accepted_is_fit_whatever_order_it_is_written_in() {
    ObjectNode card = SignedCard.card();
    assertThat(refusal(look(card, digest(card)))).isEqualTo("fit");
    ObjectNode turned = Json.object();
    turned.set("skills", card.path("skills"));
    turned.setAll(card);
    assertThat(refusal(look(turned, digest(card)))).isEqualTo("fit");
  }

  @Test
  void a_card_that_was_never_accepted_or_has_changed_is_refused_with_what_to_do() {
    ObjectNode card = SignedCard.card();
    assertThat(refusal(look(card, ""))).contains("was never accepted").contains(digest(card));
    ObjectNode changed = card.deepCopy();
    changed.withArrayProperty("skills").addObject().put("id", "delete-everything");
    assertThat(refusal(look(changed, digest(card))))
        .contains("is no longer what its owner accepted")
        .contains(digest(changed));
  }

  @Test
  void a_card_leads_nowhere_but_to_the_host_that_the_owner_named() {
    for (String url :
        List.of(
            "https://169.254.169.254/rpc",
            "https://agents.example.com.evil.net/rpc",
            "https://evil.net/agents.example.com",
            "https://agents.example.com@evil.net/rpc",
            "https://agents.example.com:8443/rpc",
            "http://agents.example.com/rpc",
            "file:///etc/passwd",
            "//agents.example.com/rpc",
            "no address")) {
      ObjectNode card = SignedCard.card();
      ((ObjectNode) card.at("/supportedInterfaces/0")).put("url", url);
      assertThat(refusal(look(card, digest(card)))).as(url).contains("names no address");
    }
  }

  @Test
  void the_first_address_that_both_sides_speak_is_taken() {
    ObjectNode card = SignedCard.card();
    var interfaces = card.putArray("supportedInterfaces");
    add(interfaces.addObject(), "GRPC", "1.0", "grpc");
    add(interfaces.addObject(), "JSONRPC", "0.3", "old");
    add(interfaces.addObject(), "HTTP+JSON", "1.0", "rest/");
    add(interfaces.addObject(), "JSONRPC", "1.0", "rpc");
    assertThat(look(card, digest(card)))
        .isInstanceOfSatisfying(
            Looked.Fit.class,
            fit -> {
              assertThat(fit.card().line().url()).isEqualTo("https://agents.example.com/rest");
              assertThat(fit.card().line().rpc()).isFalse();
            });
  }

  private static void add(ObjectNode to, String binding, String version, String path) {
    to.put("url", "https://agents.example.com/" + path)
        .put("protocolBinding", binding)
        .put("protocolVersion", version);
  }

  @Test
  void a_card_is_where_the_file_says_or_at_the_usual_place_below() {
    assertThat(RemoteCard.address(new Endpoint.A2a("https://a.b/", Map.of())))
        .isEqualTo("https://a.b/.well-known/agent-card.json");
    assertThat(RemoteCard.address(new Endpoint.A2a("https://a.b/x/card.json", Map.of())))
        .isEqualTo("https://a.b/x/card.json");
  }
}
