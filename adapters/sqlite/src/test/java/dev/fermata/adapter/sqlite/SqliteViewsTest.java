package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Journal;
import dev.fermata.fact.Views;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;

class SqliteViewsTest extends ViewsContract {
  @TempDir Path folder;

  @Override
  Journal open() {
    return SqliteStore.open(folder, new SecureRandom());
  }

  @Override
  Views views() {
    return (SqliteStore) journal;
  }
}
