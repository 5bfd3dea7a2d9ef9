package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.health.HealthFile;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of the watch is as far as the journal was taken in, never further. */
class HealthFileTest {
  @TempDir Path temporary;

  private SqliteStore store(String name) {
    return SqliteStore.open(temporary.resolve(name), new SecureRandom());
  }

  private HealthFile open(SqliteStore journal) {
    return HealthFile.open(temporary, journal);
  }

  private static Stored last(SqliteStore journal) {
    return journal.tail(0, 10).getLast();
  }

  private static Map<String, Optional<Json>> change(String name, String value) {
    return Map.of(name, Optional.of(Json.of(value)));
  }

  @Test
  void what_was_kept_is_there_after_a_restart_with_how_far_it_came() {
    try (var journal = store("one")) {
      journal.append(List.of(draft("a", 1)));
      try (var file = open(journal)) {
        assertThat(file.position()).isZero();
        file.keep(last(journal), change("x", "1"));
        file.keep(change("y", "2"));
        file.keep(Map.of("x", Optional.empty()));
      }
      try (var file = open(journal)) {
        assertThat(file.position()).isEqualTo(journal.position());
        assertThat(file.all()).isEqualTo(Map.of("y", Json.of("2")));
      }
    }
  }

  @Test
  void the_memory_of_another_journal_is_made_anew() {
    try (var journal = store("one");
        var other = store("other")) {
      journal.append(List.of(draft("a", 1)));
      other.append(List.of(draft("b", 1)));
      try (var file = open(journal)) {
        file.keep(last(journal), change("x", "1"));
      }
      try (var file = open(other)) {
        assertThat(file.position()).isZero();
        assertThat(file.all()).isEmpty();
      }
    }
  }

  @Test
  void a_damaged_memory_is_made_anew() throws IOException {
    try (var journal = store("one")) {
      open(journal).close();
      Files.writeString(temporary.resolve(HealthFile.FILE), "no database");
      try (var file = open(journal)) {
        assertThat(file.all()).isEmpty();
      }
    }
  }
}
