package dev.fermata.server.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.api.TestServer;
import dev.fermata.server.hook.Sender.Letter;
import dev.fermata.testkit.Campaign;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A right request changed in one place: never accepted.
 *
 * <p>S2 of docs/internals/security-tests.md.
 */
@Tag("faults")
class MutatedWebhookTest {
  private static final String NOTE =
      """
      document: { dsl: '1.0.3', namespace: t, name: note, version: '1.0.0', metadata: { owner: admin } }
      do: [ { a: { set: { seen: true } } } ]
      """;

  /** How often the request is sent as it was, to see that it would have been accepted. */
  private static final int SENT_RIGHT = 50;

  /** One change; gives the same letter where it changes nothing. */
  private interface Change {
    Letter of(Letter right, Random random);
  }

  private static final List<Change> CHANGES =
      List.of(
          (right, random) -> right.signed(flipped(right.signature(), random)),
          (right, random) -> right.signed(cut(right.signature(), random)),
          (right, random) -> right.signed(right.signature() + digit(random)),
          (right, random) -> right.signed(right.signature().toUpperCase(Locale.ROOT)),
          (right, random) ->
              right.signed("v" + random.nextInt(2, 9) + right.signature().substring(2)),
          (right, random) -> right.signed(right.signature() + "," + right.signature()),
          (right, random) -> right.signed(right.signature(), flipped(right.signature(), random)),
          (right, random) -> right.signed(),
          (right, random) -> right.at(flipped(right.timestamp(), random)),
          (right, random) -> right.at(cut(right.timestamp(), random)),
          (right, random) -> right.at("0" + right.timestamp()),
          (right, random) -> right.at("+" + right.timestamp()),
          (right, random) -> right.at(right.timestamp() + ".0"),
          (right, random) ->
              right.at(String.valueOf(Long.parseLong(right.timestamp()) + random.nextInt(1, 200))),
          (right, random) -> right.withNonce(flipped(right.nonce(), random)),
          (right, random) -> right.withNonce(cut(right.nonce(), random)),
          (right, random) -> right.withNonce(right.nonce() + digit(random)),
          (right, random) -> right.withNonce(right.nonce().toUpperCase(Locale.ROOT)),
          // The same bytes under the signature, cut into other parts.
          (right, random) ->
              right
                  .withNonce(right.nonce() + "." + right.body().substring(0, 1))
                  .withBody(right.body().substring(1)),
          (right, random) ->
              right
                  .at(right.timestamp() + "." + right.nonce().substring(0, 5))
                  .withNonce(right.nonce().substring(5)),
          (right, random) -> right.withBody(flipped(right.body(), random)),
          (right, random) -> right.withBody(cut(right.body(), random)),
          (right, random) -> right.withBody(right.body() + " "),
          (right, random) -> right.withBody(" " + right.body()),
          (right, random) -> right.withBody(right.body().replace("}", ",\"run\":\"x\"}")),
          (right, random) -> right.to(random.nextBoolean() ? "second" : "nobody"),
          (right, random) -> right.to("Orders"));

  /** The same text with another digit or letter in one place. */
  private static String flipped(String text, Random random) {
    int at = random.nextInt(text.length());
    char other = text.charAt(at);
    while (other == text.charAt(at)) {
      other = digit(random).charAt(0);
    }
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  private static String cut(String text, Random random) {
    int at = random.nextInt(text.length());
    return text.substring(0, at) + text.substring(at + 1);
  }

  private static String digit(Random random) {
    return Integer.toHexString(random.nextInt(16));
  }

  @Test
  void no_change_of_a_right_request_is_accepted() {
    try (var campaign = Campaign.of("S2", "mutated webhooks");
        var server = TestServer.start();
        var sender = new Sender(server, 2)) {
      WebhookTest.publish(server, NOTE);
      String secret = WebhookTest.secret(WebhookTest.add(server, "orders", "note"));
      WebhookTest.add(server, "second", "note");
      long[] right = {0};
      long[] tried = {0};
      for (long seed : Campaign.seeds(1_000, 10_000)) {
        var random = new Random(seed);
        Change change = CHANGES.get((int) (seed % CHANGES.size()));
        Letter letter =
            sender.letter("orders", secret, "{\"order\":" + random.nextInt(1_000_000) + "}");
        Letter changed = change.of(letter, random);
        campaign.attempt(
            "seed=" + seed,
            () -> {
              if (!changed.equals(letter)) {
                tried[0]++;
                var answer = sender.send(changed);
                assertThat(answer.status()).as(changed + ": " + answer.text()).isEqualTo(401);
              }
              if (seed % SENT_RIGHT == 0) {
                right[0]++;
                assertThat(sender.send(letter).status()).isEqualTo(201);
              }
              return changed;
            });
      }
      campaign.figure("changed", tried[0]);
      campaign.figure("accepted as they were", right[0]);
      campaign.attempt(
          "runs",
          () -> {
            var rows = server.get("/api/v1/runs?limit=500", server.admin()).json().path("items");
            assertThat(rows).hasSize((int) right[0]);
            return rows;
          });
    }
  }
}
