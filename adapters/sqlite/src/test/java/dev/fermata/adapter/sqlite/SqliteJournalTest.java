package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Journal;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
  @TempDir Path folder;

  @Override
  Journal open() {
    return SqliteStore.open(folder, new SecureRandom());
  }
}
