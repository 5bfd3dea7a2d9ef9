package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.effect.EffectList;
import dev.fermata.value.Money;
import dev.fermata.value.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads who called whom. No index helps, for each would cost with every effect; so only the newest
 * are looked through, and whoever asks is told so.
 */
final class CallerQueries {
  private static final String NEWEST =
      "e.id > (SELECT coalesce(max(id), 0) FROM effect) - " + EffectList.SIFTED_LIMIT;

  /** Who is called; of the turns of a talk with a model, the agent that it is the model of. */
  private static final String CALLED =
      "CASE WHEN instr(e.target, ' for ') > 0"
          + " THEN substr(e.target, instr(e.target, ' for ') + 5) ELSE e.target END";

  private CallerQueries() {}

  static Set<RunId> callers(Session session, String target) throws SQLException {
    return new HashSet<>(
        session.list(
            row -> new RunId(text(row, 1)),
            "SELECT name FROM run WHERE id IN (SELECT e.run FROM effect e WHERE "
                + NEWEST
                + " AND "
                + CALLED
                + " = ?)",
            target));
  }

  static Map<String, Integer> counted(
      Session session, Collection<RunId> runs, Collection<String> targets) throws SQLException {
    Map<String, Integer> found = new HashMap<>();
    session.list(
        row -> found.merge(text(row, 1), row.getInt(2), Integer::sum),
        "SELECT called, count(DISTINCT run) FROM (SELECT "
            + CALLED
            + " AS called, e.run FROM effect e WHERE "
            + NEWEST
            + " AND e.run IN (SELECT id FROM run WHERE name IN (SELECT value FROM json_each(?))))"
            + " WHERE called IN (SELECT value FROM json_each(?)) GROUP BY called",
        array(runs.stream().map(RunId::value)),
        array(targets.stream()));
    return found;
  }

  /** In the currency that most of it is in. */
  static Map<RunId, Money> costs(Session session) throws SQLException {
    Map<RunId, Money> found = new HashMap<>();
    session.list(
        row ->
            found.merge(
                new RunId(text(row, 1)),
                new Money(row.getLong(3), text(row, 2)),
                (one, other) -> other.millionths() > one.millionths() ? other : one),
        "SELECT r.name, e.currency, sum(e.amount) FROM effect e JOIN run r ON r.id = e.run WHERE "
            + NEWEST
            + " AND e.currency <> '' GROUP BY e.run, e.currency");
    return found;
  }

  /** Names hold neither quotes nor backslashes. */
  private static String array(Stream<String> names) {
    return names.map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
