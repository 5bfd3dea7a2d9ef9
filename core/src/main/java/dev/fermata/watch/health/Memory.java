package dev.fermata.watch.health;

import dev.fermata.fact.Journal.Stored;
import dev.fermata.value.Json;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Watch} remembers, durable, and the last entry that it has taken in: both are
 * changed at once or not at all. Used by one thread.
 */
public interface Memory extends AutoCloseable {
  /** The position in the journal up to which all is taken in; 0 for nothing. */
  long position();

  Map<String, Json> all();

  /** Keeps what changed up to that entry. */
  void keep(Stored last, Map<String, Optional<Json>> changes);

  /** Keeps what changed by time alone. */
  void keep(Map<String, Optional<Json>> changes);

  /** Forgets everything. */
  void renew();

  @Override
  void close();
}
