package dev.fermata.adapter.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.Locale;

/**
 * The context of one check, which ends the check when it costs too much. Every keyword that is
 * applied anywhere passes through here, and so does every error.
 */
final class Budget extends ExecutionContext {
  /** For regular expressions, which are not told in whose check they run. */
  static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  private static final ExecutionConfig ASSERTING = config(true);
  private static final ExecutionConfig DESCRIBING = config(false);

  private long fuel = Limits.FUEL;

  private Budget(ExecutionConfig config) {
    super(config);
  }

  static Budget withFormats() {
    return new Budget(ASSERTING);
  }

  /** For schemas of schemas, whose formats are looked at elsewhere. */
  static Budget withoutFormats() {
    return new Budget(DESCRIBING);
  }

  private static ExecutionConfig config(boolean formats) {
    return ExecutionConfig.builder()
        .locale(Locale.ENGLISH)
        .annotationCollectionEnabled(false)
        .formatAssertionsEnabled(formats)
        .build();
  }

  /** The check met its limit. */
  static final class Spent extends RuntimeException {
    Spent() {
      super(
          "it needs more than %,d steps; use a simpler schema or a smaller value"
              .formatted(Limits.FUEL),
          null,
          false,
          false);
    }
  }

  void spend(long steps) {
    fuel -= steps;
    if (fuel < 0) {
      throw new Spent();
    }
  }

  @Override
  public void evaluationPathAddLast(String token) {
    spend(1);
    super.evaluationPathAddLast(token);
  }

  @Override
  public void evaluationPathAddLast(int token) {
    spend(1);
    super.evaluationPathAddLast(token);
  }

  @Override
  public void addError(Error error) {
    spend(Limits.ERROR_STEPS);
    super.addError(error);
  }
}
