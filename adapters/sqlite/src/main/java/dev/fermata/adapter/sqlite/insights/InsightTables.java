package dev.fermata.adapter.sqlite.insights;

import dev.fermata.adapter.sqlite.file.Following;
import java.util.List;

/** The tables of {@code insights.db}. */
final class InsightTables {
  private static final int VERSION = 2;

  /**
   * Times are milliseconds since 1970, kinds and results ordinals, what is unknown is -1 or empty.
   * The id of a row tells which came first.
   */
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE run(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,
            owner TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, result TEXT NOT NULL,
            error TEXT NOT NULL, cost TEXT NOT NULL, human INTEGER NOT NULL, waited INTEGER NOT NULL,
            asked INTEGER NOT NULL, waiting INTEGER NOT NULL, since INTEGER NOT NULL,
            escalated INTEGER NOT NULL, good INTEGER NOT NULL, reported INTEGER NOT NULL,
            erased INTEGER NOT NULL)
          """,
          "CREATE INDEX run_started ON run(started)",
          "CREATE INDEX run_ended ON run(ended) WHERE ended >= 0",
          """
          CREATE TABLE work(
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, place TEXT NOT NULL, step TEXT NOT NULL,
            kind INTEGER NOT NULL, who TEXT NOT NULL, version TEXT NOT NULL, detail TEXT NOT NULL,
            team TEXT NOT NULL, risk TEXT NOT NULL, began INTEGER NOT NULL, since INTEGER NOT NULL,
            phase INTEGER NOT NULL, ended INTEGER NOT NULL, queue INTEGER NOT NULL,
            work INTEGER NOT NULL, people INTEGER NOT NULL, held INTEGER NOT NULL,
            attempts INTEGER NOT NULL, lost INTEGER NOT NULL, amount INTEGER NOT NULL,
            currency TEXT NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
            human INTEGER NOT NULL, chars INTEGER NOT NULL, result INTEGER NOT NULL, error TEXT NOT NULL,
            unfit INTEGER NOT NULL, escalated INTEGER NOT NULL, reworked INTEGER NOT NULL,
            reviewed INTEGER NOT NULL, agreement INTEGER NOT NULL, sure INTEGER NOT NULL)
          """,
          "CREATE UNIQUE INDEX work_of_run ON work(run, place)",
          "CREATE INDEX work_ended ON work(ended) WHERE ended >= 0",
          "CREATE INDEX work_open ON work(began) WHERE ended < 0",
          """
          CREATE TABLE review(
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, name TEXT NOT NULL, task TEXT NOT NULL,
            step TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL, asked TEXT NOT NULL,
            began INTEGER NOT NULL, looked INTEGER NOT NULL, decided INTEGER NOT NULL,
            opinions INTEGER NOT NULL, against INTEGER NOT NULL, overrode INTEGER NOT NULL,
            blind INTEGER NOT NULL, moved INTEGER NOT NULL, opened INTEGER NOT NULL,
            chars INTEGER NOT NULL, risk TEXT NOT NULL)
          """,
          "CREATE UNIQUE INDEX review_of_run ON review(run, name)",
          "CREATE INDEX review_decided ON review(decided)",
          """
          CREATE TABLE look(
            run INTEGER NOT NULL, task TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL,
            opened INTEGER NOT NULL, said TEXT NOT NULL, PRIMARY KEY(run, task, person)) WITHOUT ROWID
          """,
          """
          CREATE TABLE rollup(
            dimension INTEGER NOT NULL, name TEXT NOT NULL, hour INTEGER NOT NULL, figures TEXT NOT NULL,
            PRIMARY KEY(dimension, name, hour)) WITHOUT ROWID
          """,
          "CREATE TABLE missed(run TEXT PRIMARY KEY) WITHOUT ROWID");

  static final Following FILE = new Following(VERSION, TABLES);

  private InsightTables() {}
}
