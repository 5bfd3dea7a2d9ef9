package dev.fermata.adapter.sqlite.share;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.effect.Lineage;
import dev.fermata.fact.Journal.About;
import dev.fermata.fact.Journal.Account;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.taking.Takings;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads and writes those rows, each with its check. Used by one thread. */
public final class Shares implements Takings.Books<SQLException> {
  /** The tables, as format 3 makes them. */
  public static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE balance(
            budget TEXT NOT NULL, "window" TEXT NOT NULL,
            money INTEGER NOT NULL, tokens INTEGER NOT NULL, calls INTEGER NOT NULL,
            wall INTEGER NOT NULL, human INTEGER NOT NULL,
            spent_money INTEGER NOT NULL, spent_tokens INTEGER NOT NULL,
            spent_calls INTEGER NOT NULL, spent_wall INTEGER NOT NULL,
            spent_human INTEGER NOT NULL,
            sum INTEGER NOT NULL, PRIMARY KEY(budget, "window")) WITHOUT ROWID
          """,
          """
          CREATE TABLE subject(
            number INTEGER PRIMARY KEY, subject TEXT NOT NULL, run TEXT NOT NULL,
            sum INTEGER NOT NULL)
          """,
          "CREATE INDEX subject_name ON subject(subject, number)");

  private static final String BALANCE = "SELECT * FROM balance";
  private static final String ABOUT = "SELECT number, subject, run, sum FROM subject";

  /** The stored number of the status of runs that failed. */
  private static final int FAULTED = 6;

  private final Session session;

  public Shares(Session session) {
    this.session = session;
  }

  @Override
  public Optional<Balance> balance(String budget, String window) throws SQLException {
    return session
        .first(this::account, BALANCE + " WHERE budget = ? AND \"window\" = ?", budget, window)
        .map(Account::balance);
  }

  @Override
  public List<RunId> live(String subject) throws SQLException {
    return session.list(
        row -> about(row).run(), ABOUT + " WHERE subject = ? ORDER BY number", subject);
  }

  @Override
  public int kin(RunId root) throws SQLException {
    return (int)
        session.number("SELECT count(*) FROM run WHERE root <> '' AND root = ?", root.value());
  }

  @Override
  public Takings.Siblings siblings(RunId root, WorkflowId workflow) throws SQLException {
    String name = workflow.namespace() + "/" + workflow.name();
    long live =
        session.number(
            "SELECT count(*) FROM run WHERE root <> '' AND root = ? AND workflow = ?"
                + " AND version = ? AND ended IS NULL",
            root.value(),
            name,
            workflow.version());
    record Ended(boolean failed, Instant at) {}
    List<Ended> last =
        session.list(
            row -> new Ended(row.getInt(1) == FAULTED, Instant.ofEpochMilli(row.getLong(2))),
            "SELECT status, ended FROM run WHERE root <> '' AND root = ? AND workflow = ?"
                + " AND version = ? AND ended IS NOT NULL ORDER BY ended DESC LIMIT ?",
            root.value(),
            name,
            workflow.version(),
            Lineage.FAILURE_LIMIT);
    int failures = (int) last.stream().takeWhile(Ended::failed).count();
    return new Takings.Siblings(failures, last.stream().findFirst().map(Ended::at), (int) live);
  }

  public List<Account> balances() throws SQLException {
    return session.list(this::account, BALANCE + " ORDER BY budget, \"window\"");
  }

  public List<About> subjects() throws SQLException {
    return session.list(this::about, ABOUT + " ORDER BY number");
  }

  /** Runs that began before there was such a table. */
  public void adopt() throws SQLException {
    List<About> live =
        session.list(
            row -> new About(text(row, 1), new RunId(text(row, 2))),
            "SELECT subject, id FROM run WHERE subject <> '' AND ended IS NULL"
                + " ORDER BY started, id");
    for (About about : live) {
      begin(about.subject(), about.run());
    }
  }

  public void write(Takings<SQLException> takings) throws SQLException {
    for (Account account : takings.balances()) {
      write(account);
    }
    for (Reservation moved : takings.moved()) {
      switch (moved) {
        case Reservation.Subject(var subject, var run, _) -> begin(subject, run);
        case Reservation.Freed(var subject, var run) ->
            session.update(
                "DELETE FROM subject WHERE subject = ? AND run = ?", subject, run.value());
        case Reservation.Budget _,
            Reservation.Settled _,
            Reservation.StartKey _,
            Reservation.Kin _,
            Reservation.Sibling _,
            Reservation.Over _ -> {}
      }
    }
  }

  private void begin(String subject, RunId run) throws SQLException {
    session.update(
        "INSERT INTO subject(subject, run, sum) VALUES (?, ?, ?)",
        subject,
        run.value(),
        Sums.of(subject, run.value()));
  }

  private void write(Account account) throws SQLException {
    String budget = account.budget();
    String window = account.window();
    if (Share.isRate(budget)) {
      session.update("DELETE FROM balance WHERE budget = ? AND \"window\" < ?", budget, window);
    }
    Amounts reserved = account.balance().reserved();
    Amounts spent = account.balance().spent();
    session.update(
        "INSERT OR REPLACE INTO balance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        budget,
        window,
        reserved.money(),
        reserved.tokens(),
        reserved.calls(),
        reserved.wallMs(),
        reserved.humanMs(),
        spent.money(),
        spent.tokens(),
        spent.calls(),
        spent.wallMs(),
        spent.humanMs(),
        sum(account));
  }

  private long sum(Account account) {
    Amounts reserved = account.balance().reserved();
    Amounts spent = account.balance().spent();
    return Sums.of(
        account.budget(),
        account.window(),
        reserved.money(),
        reserved.tokens(),
        reserved.calls(),
        reserved.wallMs(),
        reserved.humanMs(),
        spent.money(),
        spent.tokens(),
        spent.calls(),
        spent.wallMs(),
        spent.humanMs());
  }

  private Account account(ResultSet row) throws SQLException {
    var account =
        new Account(text(row, 1), text(row, 2), new Balance(amounts(row, 3), amounts(row, 8)));
    String what = "the balance of budget '" + account.budget() + "'";
    Sums.compare(row.getLong(13), sum(account), what);
    return account;
  }

  private static Amounts amounts(ResultSet row, int from) throws SQLException {
    return new Amounts(
        row.getLong(from),
        row.getLong(from + 1),
        row.getLong(from + 2),
        row.getLong(from + 3),
        row.getLong(from + 4));
  }

  private About about(ResultSet row) throws SQLException {
    var about = new About(text(row, 2), new RunId(text(row, 3)));
    String what = "the subject of run " + about.run();
    Sums.compare(row.getLong(4), Sums.of(about.subject(), about.run().value()), what);
    return about;
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
