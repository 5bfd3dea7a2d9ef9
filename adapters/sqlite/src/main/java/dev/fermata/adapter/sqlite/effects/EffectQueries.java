package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectList.Shadowed;
import dev.fermata.effect.EffectList.Spent;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the list. */
final class EffectQueries {
  private static final EffectClass[] CLASSES = EffectClass.values();
  private static final EffectStatus[] STATUSES = EffectStatus.values();

  private static final String COLUMNS =
      """
      SELECT e.id, r.name, e.place, r.workflow, e.class, e.target, e.digest, e.verdict, e.rule,
        e.house, e.status, e.attempts, e.amount, e.currency, e.first, e.last, r.erased
      FROM effect e JOIN run r ON r.id = e.run WHERE e.id < ?
      """;

  private EffectQueries() {}

  static List<EffectRow> effects(Session session, EffectFilter filter, int limit)
      throws SQLException {
    var sql = new StringBuilder(COLUMNS);
    List<Object> values = new ArrayList<>();
    values.add(filter.before());
    if (!filter.run().isEmpty()) {
      with(sql, values, "e.run = (SELECT id FROM run WHERE name = ?)", filter.run());
    }
    if (!filter.workflow().isEmpty()) {
      if (filter.workflow().contains("@")) {
        with(sql, values, "r.workflow = ?", filter.workflow());
      } else {
        prefixed(sql, values, "r.workflow", filter.workflow() + "@");
      }
    }
    if (!filter.target().isEmpty()) {
      if (filter.target().endsWith("*")) {
        String beginning = filter.target().substring(0, filter.target().length() - 1);
        prefixed(sql, values, "e.target", beginning);
      } else {
        with(sql, values, "e.target = ?", filter.target());
      }
    }
    if (!filter.rule().isEmpty()) {
      // Several rules stand with commas between them.
      String one = filter.rule().contains("@") ? filter.rule() + "," : filter.rule() + "@";
      with(sql, values, "instr(', ' || e.rule || ',', ?) > 0", ", " + one);
    }
    filter.since().ifPresent(at -> with(sql, values, "e.last >= ?", at.toEpochMilli()));
    among(sql, values, "e.class", filter.classes().stream().map(Enum::ordinal).toList());
    among(sql, values, "e.status", filter.statuses().stream().map(Enum::ordinal).toList());
    values.add(limit);
    return session.list(EffectQueries::row, sql + " ORDER BY e.id DESC LIMIT ?", values.toArray());
  }

  private static void with(StringBuilder sql, List<Object> values, String what, Object value) {
    sql.append(" AND ").append(what);
    values.add(value);
  }

  private static void prefixed(
      StringBuilder sql, List<Object> values, String column, String beginning) {
    sql.append(" AND substr(").append(column).append(", 1, ?) = ?");
    values.add(beginning.length());
    values.add(beginning);
  }

  private static void among(
      StringBuilder sql, List<Object> values, String column, Collection<Integer> all) {
    if (!all.isEmpty()) {
      sql.append(" AND ").append(column).append(" IN (");
      sql.append("?, ".repeat(all.size() - 1)).append("?)");
      values.addAll(all);
    }
  }

  static Map<String, Shadowed> shadowed(Session session, String draft) throws SQLException {
    Map<String, Shadowed> found = new LinkedHashMap<>();
    session.list(
        row -> found.put(text(row, 1), new Shadowed(row.getLong(2), row.getLong(3))),
        "SELECT verdict, count, changed FROM shadowed WHERE draft = ? ORDER BY verdict",
        draft);
    return found;
  }

  /** The most targets that are counted. */
  private static final int TARGETS = 10_000;

  static Map<String, Use> uses(Session session, Instant since) throws SQLException {
    Map<String, Use> found = new LinkedHashMap<>();
    session.list(
        row -> found.merge(text(row, 1), use(row), Use::and),
        """
        SELECT target, currency, sum(status = ?1), sum(status IN (?2, ?3)), sum(status = ?4),
          sum(amount), max(last)
        FROM effect WHERE last >= ?5 AND status IN (?1, ?2, ?3, ?4)
        GROUP BY target, currency ORDER BY (currency = ''), count(*) DESC LIMIT ?6
        """,
        EffectStatus.DONE.ordinal(),
        EffectStatus.FAILED.ordinal(),
        EffectStatus.IN_DOUBT.ordinal(),
        EffectStatus.INTENDED.ordinal(),
        since.toEpochMilli(),
        TARGETS);
    return found;
  }

  private static Use use(ResultSet row) throws SQLException {
    String currency = text(row, 2);
    return new Use(
        row.getInt(3),
        row.getInt(4),
        row.getInt(5),
        currency.isEmpty() ? Optional.empty() : Optional.of(new Money(row.getLong(6), currency)),
        Instant.ofEpochMilli(row.getLong(7)));
  }

  static List<Spent> spent(Session session, Instant since) throws SQLException {
    return session.list(
        row ->
            new Spent(
                text(row, 1), text(row, 2), new Money(row.getLong(4), text(row, 3)), row.getInt(5)),
        """
        SELECT r.workflow, e.target, e.currency, sum(e.amount), count(*)
        FROM effect e JOIN run r ON r.id = e.run
        WHERE e.last >= ? AND e.currency <> ''
        GROUP BY r.workflow, e.target, e.currency ORDER BY sum(e.amount) DESC LIMIT ?
        """,
        since.toEpochMilli(),
        TARGETS);
  }

  static long erased(Session session, Instant since) throws SQLException {
    return session.number(
        """
        SELECT count(*) FROM effect e JOIN run r ON r.id = e.run
        WHERE r.erased = 1 AND e.first >= ?
        """,
        since.toEpochMilli());
  }

  private static EffectRow row(ResultSet row) throws SQLException {
    String currency = text(row, 14);
    return new EffectRow(
        row.getLong(1),
        EffectKey.parse(text(row, 2) + "/" + text(row, 3)),
        text(row, 4),
        CLASSES[row.getInt(5)],
        text(row, 6),
        Optional.of(text(row, 7)).filter(d -> !d.isEmpty()).map(Digest::new),
        text(row, 8),
        text(row, 9),
        row.getInt(10),
        STATUSES[row.getInt(11)],
        row.getInt(12),
        currency.isEmpty() ? Optional.empty() : Optional.of(new Money(row.getLong(13), currency)),
        Instant.ofEpochMilli(row.getLong(15)),
        Instant.ofEpochMilli(row.getLong(16)),
        row.getInt(17) != 0);
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
