package dev.fermata.server.host;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.log.Log;

/** Looks over the whole journal beside the work, where it is too large to be checked before. */
record StoreCheck(SqliteStore store, Fuse fuse, Log log) {
  static void beside(SqliteStore store, Fuse fuse, Log log) {
    if (!store.checked()) {
      var check = new StoreCheck(store, fuse, log);
      Thread.ofPlatform().name("fermata-check").daemon().start(check::run);
    }
  }

  private void run() {
    try {
      store.check();
      log.info("store", "the whole journal was checked and is sound");
    } catch (JournalFailure e) {
      if (e.kind() == JournalFailure.Kind.FATAL) {
        fuse.blow("store", String.valueOf(e.getMessage()));
      } else {
        log.error("store", String.valueOf(e.getMessage()));
      }
    } catch (IllegalStateException e) {
      log.info("store", "was closed before all of it was checked");
    }
  }
}
