package dev.fermata.adapter.sqlite.find;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.fact.Views.Tallies;
import dev.fermata.fact.Views.Tally;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How many runs there are of each kind. */
public final class RunTallies {
  private RunTallies() {}

  private record Reach(long from, long to, long runs) {}

  public static Tallies tallies(Session session, RunFilter filter, int parts) throws SQLException {
    var newest = RunQuery.page(filter, List.of(), Views.SIFTED_LIMIT);
    Reach reach =
        session
            .first(
                row -> new Reach(row.getLong(1), row.getLong(2), row.getLong(3)),
                "SELECT min(started), max(started), count(*) FROM (" + newest.sql() + ")",
                newest.values())
            .orElseThrow();
    long width = (reach.to() - reach.from()) / parts + 1;
    List<Object> values = new ArrayList<>(List.of(reach.from(), width));
    values.addAll(List.of(newest.values()));
    List<Tally> tallies =
        session.list(
            row ->
                new Tally(
                    row.getString(1),
                    StatusNumber.status(row.getInt(2)),
                    row.getInt(3),
                    row.getLong(4),
                    row.getLong(5)),
            "SELECT r.workflow, r.status, (k.started - ?) / ? AS part, count(*),"
                + " sum(r.in_doubt > 0) FROM ("
                + newest.sql()
                + ") k CROSS JOIN run r ON r.stream = k.stream GROUP BY 1, 2, 3",
            values.toArray());
    return new Tallies(
        Instant.ofEpochMilli(reach.from()),
        Instant.ofEpochMilli(reach.to()),
        sifted(session, filter, reach.runs()) < Views.SIFTED_LIMIT,
        tallies);
  }

  /** How many runs were looked at. */
  private static long sifted(Session session, RunFilter filter, long counted) throws SQLException {
    if (filter.search().text().isEmpty()) {
      return counted;
    }
    Search search = filter.search();
    var any = new Search(search.workflows(), "", search.since(), search.until());
    var newest = RunQuery.page(filter.with(any), List.of(), Views.SIFTED_LIMIT);
    return session.number("SELECT count(*) FROM (" + newest.sql() + ")", newest.values());
  }
}
