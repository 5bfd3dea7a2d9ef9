package dev.fermata.adapter.sqlite.find;

import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.Order;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Gives stream, start and id of the runs that fit a filter, the newest first if not said otherwise.
 * Every value is bound; the text of a statement depends on none.
 */
public final class RunQuery {
  /** What a page is put in order by. */
  private static final String KEYS = "stream, started, id";

  /** What is counted. */
  private static final String KINDS = "workflow, status, started, in_doubt";

  /** Milliseconds since 1970. */
  public static final String NOW = "unixepoch('subsec') * 1000";

  private final String columns;
  private final Order order;
  private final int limit;
  private final StringBuilder sql = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  private RunQuery(String columns, Order order, int limit) {
    this.columns = columns;
    this.order = order;
    this.limit = limit;
  }

  /** The kinds of so many of the newest that fit, in no order. */
  static RunQuery kinds(RunFilter filter, int limit) {
    return new RunQuery(KINDS, Order.NEWEST, limit).with(filter, List.of());
  }

  /**
   * One branch for each stretch of an index that is already in order; SQLite merges them, so that a
   * page costs about as many rows as it shows.
   *
   * @param cursor start and id of the run that the page follows; empty for the first page
   */
  public static RunQuery page(RunFilter filter, List<Object> cursor, int limit) {
    return page(filter, Order.NEWEST, cursor, limit);
  }

  /** The same in an order; the longest are those of the newest that fit. */
  public static RunQuery page(RunFilter filter, Order order, List<Object> cursor, int limit) {
    return order == Order.LONGEST
        ? new RunQuery(KEYS + ", ended", order, limit).with(filter, List.of())
        : new RunQuery(KEYS, order, limit).with(filter, cursor);
  }

  private RunQuery with(RunFilter filter, List<Object> cursor) {
    Set<RunStatus> statuses = filter.statuses();
    Set<String> workflows = filter.search().workflows();
    boolean ofWorkflows = !filter.workflow().isEmpty() || !workflows.isEmpty();
    if (filter.parent().isPresent() || filter.root().isPresent()) {
      boolean byParent = filter.parent().isPresent();
      var branch = terms(byParent ? "run_parent" : "run_root", cursor);
      branch.that(byParent ? "parent <> ''" : "root <> ''");
      branch.exactly("parent", filter.parent().map(RunId::value).orElse(""));
      branch.exactly("root", filter.root().map(RunId::value).orElse(""));
      branch.batch(filter).subject(filter).statuses(statuses);
      add(filter.inDoubt() ? branch.that("in_doubt > 0") : branch, filter);
    } else if (filter.inDoubt()) {
      // Few at any time, so that putting them in order costs little.
      var branch = terms("run_in_doubt", cursor).that("in_doubt > 0");
      add(branch.batch(filter).subject(filter).statuses(statuses), filter);
    } else if (!filter.batch().isEmpty()) {
      for (RunStatus status : statuses.isEmpty() ? EnumSet.allOf(RunStatus.class) : statuses) {
        var branch = terms("run_batch", cursor).batch(filter);
        add(branch.and("status = ?", StatusNumber.of(status)).subject(filter), filter);
      }
    } else if (!filter.subject().isEmpty()) {
      add(terms("run_subject", cursor).subject(filter).statuses(statuses), filter);
    } else if (!statuses.isEmpty() && (!ofWorkflows || !statuses.contains(RunStatus.COMPLETED))) {
      // By workflow too: runs that are not completed are few, those of a workflow need not be.
      for (RunStatus status : statuses) {
        var branch = terms("run_status", cursor);
        add(branch.and("status = ?", StatusNumber.of(status)), filter);
      }
    } else if (!filter.workflow().isEmpty()) {
      add(terms("run_workflow", cursor).statuses(statuses), filter);
    } else if (!workflows.isEmpty()) {
      for (String workflow : workflows) {
        var branch = terms("run_workflow", cursor).and("workflow = ?", workflow);
        add(branch.statuses(statuses), filter);
      }
    } else {
      add(terms("run_started", cursor), filter);
    }
    return this;
  }

  private void add(RunTerms branch, RunFilter filter) {
    branch.workflow(filter.workflow()).workflows(filter.search().workflows());
    branch.times(filter.search()).among(filter.search());
    sql.append(sql.isEmpty() ? "" : " UNION ALL ");
    sql.append("SELECT * FROM (SELECT ").append(columns);
    String text = filter.search().text();
    if (text.isEmpty()) {
      sql.append(branch.sql());
      values.addAll(branch.values());
    } else {
      // The newest are sifted, so that a text that stands nowhere does not cost the whole table.
      sql.append(" FROM (SELECT *").append(branch.sql());
      sql.append(turned()).append(" LIMIT ").append(Views.SIFTED_LIMIT).append(')');
      values.addAll(branch.values());
      sql.append(RunTerms.TEXT);
      values.addAll(RunTerms.text(text));
    }
    sql.append(turned()).append(" LIMIT ?)");
    values.add(order == Order.LONGEST ? Views.SIFTED_LIMIT : limit);
  }

  private RunTerms terms(String index, List<Object> cursor) {
    return new RunTerms(index, cursor, order == Order.OLDEST);
  }

  /** The order in which an index gives them. */
  private String turned() {
    return order == Order.OLDEST ? " ORDER BY started, id" : " ORDER BY started DESC, id DESC";
  }

  /** The order of the page; {@code now} is when what lives has lasted until. */
  public String order(String prefix, String now) {
    String newest = prefix + "started DESC, " + prefix + "id DESC";
    return switch (order) {
      case NEWEST -> " ORDER BY " + newest;
      case OLDEST -> " ORDER BY " + prefix + "started, " + prefix + "id";
      case LONGEST ->
          " ORDER BY coalesce(%sended, %s) - %sstarted DESC, ".formatted(prefix, now, prefix)
              + newest;
    };
  }

  /** All that fit any branch. */
  String any() {
    return sql.toString();
  }

  Object[] anyValues() {
    return values.toArray();
  }

  /** The branches merged into one list. */
  public String sql() {
    return "SELECT * FROM (" + sql + ")" + order("", NOW) + " LIMIT ?";
  }

  public Object[] values() {
    var all = new ArrayList<>(values);
    all.add(limit);
    return all.toArray();
  }
}
