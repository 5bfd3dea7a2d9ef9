package dev.fermata.testkit.history;

/** What one run with one question is, in the simplest words: what its commands do one by one. */
final class Model {
  private Model() {}

  /** Where the run stands; {@code by} and {@code id} say who claimed or decided. */
  record State(Standing standing, String by, String answer, String id) {
    static final State NONE = new State(Standing.NONE, "", "", "");

    static State open() {
      return new State(Standing.OPEN, "", "", "");
    }
  }

  enum Standing {
    NONE,
    OPEN,
    CLAIMED,
    DECIDED,
    CANCELLED
  }

  record Step(State after, String answer) {}

  static Step step(State state, Operation.Ask ask) {
    return switch (ask) {
      case Operation.Ask.Start _ ->
          state.standing() == Standing.NONE
              ? new Step(State.open(), "started")
              : new Step(state, "already");
      case Operation.Ask.Look _ -> new Step(state, looked(state));
      case Operation.Ask.Claim(var by) ->
          touched(state, by, new State(Standing.CLAIMED, by, "", ""));
      case Operation.Ask.Release(var by) -> touched(state, by, State.open());
      case Operation.Ask.Decide(var by, var answer, var id) ->
          state.standing() == Standing.DECIDED
                  && state.by().equals(by)
                  && state.answer().equals(answer)
                  && state.id().equals(id)
              ? new Step(state, "accepted")
              : touched(state, by, new State(Standing.DECIDED, by, answer, id));
      case Operation.Ask.Cancel _ ->
          switch (state.standing()) {
            case NONE -> new Step(state, "not-found");
            case OPEN, CLAIMED -> new Step(new State(Standing.CANCELLED, "", "", ""), "accepted");
            case CANCELLED -> new Step(state, "accepted");
            case DECIDED -> new Step(state, "not-now");
          };
    };
  }

  private static Step touched(State state, String by, State after) {
    return switch (state.standing()) {
      case NONE -> new Step(state, "not-found");
      case OPEN -> new Step(after, "accepted");
      case CLAIMED ->
          state.by().equals(by)
              ? new Step(after, "accepted")
              : new Step(state, "claimed by " + state.by());
      case DECIDED -> new Step(state, "already-decided by " + state.by());
      case CANCELLED -> new Step(state, "withdrawn");
    };
  }

  static String looked(State state) {
    return state.standing()
        + switch (state.standing()) {
          case CLAIMED, DECIDED -> " by " + state.by();
          case NONE, OPEN, CANCELLED -> "";
        };
  }
}
