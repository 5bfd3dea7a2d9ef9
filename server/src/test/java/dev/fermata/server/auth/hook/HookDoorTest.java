package dev.fermata.server.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.roster.Hook;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.hook.HookDoor.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookDoorTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String NONCE = "0123456789abcdef";

  @TempDir Path folder;

  private Instant now = NOON;
  private HookKey key;
  private Hook hook;
  private HookDoor door;

  @BeforeEach
  void hang() throws IOException {
    key = key();
    hook = new Hook("orders", "note", Set.of(), key.id(new SecureRandom()), "ana");
    door =
        new HookDoor(
            key,
            new InstantSource() {
              @Override
              public Instant instant() {
                return now;
              }
            });
  }

  private HookKey key() throws IOException {
    return HookKey.of(
        folder.resolve("user").resolve(HookKey.FILE), folder.resolve("data"), new SecureRandom());
  }

  private static Signed signed(Secret secret, Instant at, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String time = String.valueOf(at.getEpochSecond());
    return new Signed(time, NONCE, new Signed(time, NONCE, "", bytes).signature(secret), bytes);
  }

  private Word knock(Instant at) {
    return door.knock(Optional.of(hook), signed(key.secret(hook.id()), at, "{}"));
  }

  @Test
  void the_window_is_five_minutes_both_ways_to_the_second() {
    assertThat(knock(NOON)).isEqualTo(new Word.Enter(hook));
    assertThat(knock(NOON.minusSeconds(300))).isInstanceOf(Word.Enter.class);
    assertThat(knock(NOON.plusSeconds(300))).isInstanceOf(Word.Enter.class);
    assertThat(knock(NOON.minusSeconds(301)))
        .isEqualTo(new Word.OutOfTime(Duration.ofSeconds(-301)));
    assertThat(knock(NOON.plusSeconds(301))).isEqualTo(new Word.OutOfTime(Duration.ofSeconds(301)));
  }

  @Test
  void a_hook_takes_its_burst_and_then_its_share_and_no_other_is_held_up() {
    for (int i = 0; i < HookDoor.BURST; i++) {
      assertThat(knock(NOON)).isInstanceOf(Word.Enter.class);
    }
    assertThat(knock(NOON)).isEqualTo(new Word.TooMany(Duration.ofMillis(20)));
    var other = new Hook("visits", "note", Set.of(), hook.id(), "ana");
    assertThat(door.knock(Optional.of(other), signed(key.secret(hook.id()), NOON, "{}")))
        .isEqualTo(new Word.Enter(other));
    now = NOON.plusSeconds(1);
    for (int i = 0; i < HookDoor.A_SECOND; i++) {
      assertThat(knock(NOON)).isInstanceOf(Word.Enter.class);
    }
    assertThat(knock(NOON)).isInstanceOf(Word.TooMany.class);
  }

  @Test
  void what_is_wrongly_signed_uses_up_nothing() {
    for (int i = 0; i < 2 * HookDoor.BURST; i++) {
      assertThat(door.knock(Optional.of(hook), signed(Secret.of("guess " + i), NOON, "{}")))
          .isEqualTo(new Word.Wrong());
    }
    assertThat(knock(NOON)).isInstanceOf(Word.Enter.class);
  }

  @Test
  void where_there_is_no_hook_nothing_opens_it() {
    for (String id : new String[] {"none", "", hook.id()}) {
      assertThat(door.knock(Optional.empty(), signed(key.secret(id), NOON, "{}")))
          .isEqualTo(new Word.Wrong());
    }
  }

  @Test
  void a_secret_follows_from_the_key_and_the_id_alone() throws IOException {
    assertThat(key().secret(hook.id()).reveal()).isEqualTo(key.secret(hook.id()).reveal());
    assertThat(key.made(hook.id())).isTrue();
    String another = key.id(new SecureRandom());
    assertThat(key.secret(another).reveal()).isNotEqualTo(key.secret(hook.id()).reveal());
    Files.delete(folder.resolve("user").resolve(HookKey.FILE));
    assertThat(key().secret(hook.id()).reveal()).isNotEqualTo(key.secret(hook.id()).reveal());
    assertThat(key().made(hook.id())).isFalse();
    assertThat(key().made("no id")).isFalse();
  }

  @Test
  void a_key_in_the_data_folder_or_of_another_kind_is_refused() throws IOException {
    Path data = folder.resolve("data");
    assertThatThrownBy(() -> HookKey.of(data.resolve("x/hooks.key"), data, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data folder");
    Path broken = folder.resolve("broken.key");
    for (String text : new String[] {"", "x", "%%%", "AAAA"}) {
      Files.writeString(broken, text);
      assertThatThrownBy(() -> HookKey.of(broken, data, new SecureRandom()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no key of ours");
    }
  }
}
