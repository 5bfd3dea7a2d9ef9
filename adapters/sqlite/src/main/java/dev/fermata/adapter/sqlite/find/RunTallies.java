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

  public static Tallies tallies(Session session, RunFilter filter, int parts) throws SQLException {
    long from = edge(session, filter.search(), "min");
    long to = edge(session, filter.search(), "max");
    var kinds = RunQuery.kinds(filter, Views.SIFTED_LIMIT);
    List<Object> values = new ArrayList<>(List.of(from, (to - from) / parts + 1));
    values.addAll(List.of(kinds.anyValues()));
    List<Tally> tallies =
        session.list(
            row ->
                new Tally(
                    row.getString(1),
                    StatusNumber.status(row.getInt(2)),
                    row.getInt(3),
                    row.getLong(4),
                    row.getLong(5)),
            "SELECT workflow, status, (started - ?) / ?, count(*), sum(in_doubt > 0) FROM ("
                + kinds.any()
                + ") GROUP BY 1, 2, 3",
            values.toArray());
    return new Tallies(
        Instant.ofEpochMilli(from),
        Instant.ofEpochMilli(to),
        sifted(session, filter, tallies) < Views.SIFTED_LIMIT,
        tallies);
  }

  /** The first or last start in that time, which the index knows without a look at the runs. */
  private static long edge(Session session, Search search, String which) throws SQLException {
    return session.number(
        "SELECT "
            + which
            + "(started) FROM run INDEXED BY run_started WHERE started >= ? AND started < ?",
        search.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
        search.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
  }

  /** How many runs were looked at. */
  private static long sifted(Session session, RunFilter filter, List<Tally> tallies)
      throws SQLException {
    Search search = filter.search();
    if (search.text().isEmpty()) {
      return tallies.stream().mapToLong(Tally::runs).sum();
    }
    var any = new Search(search.workflows(), "", search.since(), search.until(), search.among());
    var all = RunQuery.page(filter.with(any), List.of(), Views.SIFTED_LIMIT);
    return session.number("SELECT count(*) FROM (" + all.any() + ")", all.anyValues());
  }
}
