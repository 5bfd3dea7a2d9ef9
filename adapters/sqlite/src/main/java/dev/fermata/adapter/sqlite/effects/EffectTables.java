package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Following;
import java.util.List;

/** The tables of {@code effects.db}. */
final class EffectTables {
  private static final int VERSION = 1;

  /**
   * An effect is found by its run and the rest of its key; its id tells which came first. Times are
   * milliseconds since 1970, {@code status} and {@code class} ordinals.
   */
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE run(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,
            erased INTEGER NOT NULL)
          """,
          """
          CREATE TABLE effect(
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, place TEXT NOT NULL, class INTEGER NOT NULL,
            target TEXT NOT NULL, digest TEXT NOT NULL, verdict TEXT NOT NULL, rule TEXT NOT NULL,
            house INTEGER NOT NULL, status INTEGER NOT NULL, attempts INTEGER NOT NULL,
            amount INTEGER NOT NULL, currency TEXT NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL)
          """,
          "CREATE UNIQUE INDEX effect_of_run ON effect(run, place)",
          """
          CREATE TABLE shadowed(
            draft TEXT NOT NULL, verdict TEXT NOT NULL, count INTEGER NOT NULL, changed INTEGER NOT NULL,
            PRIMARY KEY(draft, verdict)) WITHOUT ROWID
          """);

  static final Following FILE = new Following(VERSION, TABLES);

  private EffectTables() {}
}
