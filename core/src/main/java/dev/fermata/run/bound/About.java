package dev.fermata.run.bound;

import dev.fermata.effect.Hold;
import dev.fermata.effect.Lineage;
import dev.fermata.fact.Reservation.Subject.OnSame;
import dev.fermata.fact.RunFact;
import dev.fermata.run.state.RunState;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.Workflow.OnSameSubject;
import java.util.List;
import java.util.Optional;

/** What a run is about, and which other runs are about the same. */
record About(RunState state, Workflow workflow, Shared shared) {
  /** The run that this one waits for, as both are about the same subject. */
  Optional<Hold> waitsFor() {
    String subject = subject();
    if (workflow.onSameSubject() != OnSameSubject.WAIT || isAbove(subject)) {
      return Optional.empty();
    }
    return shared
        .before(subject, state.id())
        .map(first ->
            new Hold(
                Hold.Kind.SUBJECT,
                first.value(),
                "run " + first + ", also about '" + subject + "', has not ended"));
  }

  /** Whether a run above is about it: that one waits for this one, and never the other way. */
  boolean isAbove(String subject) {
    return state.lineage().map(Lineage::above).orElse(List.of()).stream()
        .anyMatch(above -> above.subject().equals(subject));
  }

  String subject() {
    return state.start().map(RunFact.Started::subject).orElse("");
  }

  /** What its start does where another run is about the same. */
  OnSame onSame(String subject) {
    return switch (workflow.onSameSubject()) {
      case ALLOW -> OnSame.ALLOW;
      case WAIT -> shared.about(subject).isEmpty() ? OnSame.LOOK : OnSame.ALLOW;
      case JOIN -> OnSame.JOIN;
      case REFUSE -> OnSame.REFUSE;
    };
  }
}
