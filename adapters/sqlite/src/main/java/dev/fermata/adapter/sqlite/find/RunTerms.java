package dev.fermata.adapter.sqlite.find;

import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What rows of runs must fulfil, of those that one index gives in order. Not safe for threads. */
final class RunTerms {
  /** What a text is compared with; {@link #text} has the values. */
  static final String TEXT =
      " WHERE (id LIKE ? ESCAPE '\\' OR subject LIKE ? ESCAPE '\\' OR problem LIKE ? ESCAPE '\\')";

  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();

  /**
   * @param cursor start and id of the run that these follow; empty for all
   * @param oldest whether the oldest comes first
   */
  RunTerms(String index, List<Object> cursor, boolean oldest) {
    sql = new StringBuilder(" FROM run INDEXED BY ").append(index);
    String behind = oldest ? "(started, id) > (?, ?)" : "(started, id) < (?, ?)";
    sql.append(" WHERE ").append(cursor.isEmpty() ? "1" : behind);
    values.addAll(cursor);
  }

  static List<Object> text(String text) {
    String plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return List.of(plain + "%", "%" + plain + "%", "%" + plain + "%");
  }

  RunTerms and(String term, Object value) {
    values.add(value);
    return that(term);
  }

  /** A term without a value: the one that a partial index asks for. */
  RunTerms that(String term) {
    sql.append(" AND ").append(term);
    return this;
  }

  RunTerms exactly(String column, String value) {
    return value.isEmpty() ? this : and(column + " = ?", value);
  }

  RunTerms batch(RunFilter filter) {
    return filter.batch().isEmpty() ? this : and("batch <> '' AND batch = ?", filter.batch());
  }

  RunTerms subject(RunFilter filter) {
    return filter.subject().isEmpty()
        ? this
        : and("subject <> '' AND subject = ?", filter.subject());
  }

  /** A name means all its versions; with {@code @version}, that one. */
  RunTerms workflow(String workflow) {
    int at = workflow.lastIndexOf('@');
    return at < 0
        ? exactly("workflow", workflow)
        : and("workflow = ?", workflow.substring(0, at))
            .and("version = ?", workflow.substring(at + 1));
  }

  RunTerms workflows(Collection<String> workflows) {
    return in("workflow", workflows);
  }

  RunTerms statuses(Collection<RunStatus> statuses) {
    return in("status", statuses.stream().map(StatusNumber::of).toList());
  }

  private RunTerms in(String column, Collection<?> any) {
    if (!any.isEmpty()) {
      sql.append(" AND ").append(column).append(" IN (");
      sql.repeat("?,", any.size() - 1).append("?)");
      values.addAll(any);
    }
    return this;
  }

  /** Only these, where they are given; as one value, however many there are. */
  RunTerms among(Search search) {
    search
        .among()
        .map(runs -> runs.stream().map(run -> '"' + run.value() + '"'))
        .map(names -> names.collect(Collectors.joining(",", "[", "]")))
        .ifPresent(names -> and("id IN (SELECT value FROM json_each(?))", names));
    return this;
  }

  RunTerms times(Search search) {
    search.since().map(Instant::toEpochMilli).ifPresent(at -> and("started >= ?", at));
    search.until().map(Instant::toEpochMilli).ifPresent(at -> and("started < ?", at));
    return this;
  }

  String sql() {
    return sql.toString();
  }

  List<Object> values() {
    return List.copyOf(values);
  }
}
