package dev.fermata.watch.work;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Lineage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.watch.work.Work.Agreement;
import dev.fermata.watch.work.Work.Kind;
import dev.fermata.watch.work.Work.Result;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** From the facts of a run to its rows: the same facts, in their order, give the same rows. */
public final class Fold {
  /** What a panel's output has besides the fields that were compared. */
  private static final Set<String> ABOUT = Set.of("opinions", "unanimous", "resolvedBy");

  /** What a person may say besides. */
  private static final Set<String> BESIDES = Set.of("why", "data");

  private Fold() {}

  /** Takes the next fact, which was recorded then. */
  public static void take(Tracks tracks, RunFact fact, Instant at, Known known) {
    if (fact instanceof RunFact.Started started) {
      begun(tracks, started, at, known);
    } else if (tracks.ran().isPresent()) {
      further(tracks, fact, at, known);
      tracks.answered(
          switch (fact) {
            case RunFact.EffectSettled settled -> EffectFold.id(settled.key());
            case RunFact.EffectReused reused -> EffectFold.id(reused.key());
            default -> "";
          });
    }
  }

  /**
   * An entry of the run was erased before it was read: what is known of the run is not whole. Once
   * it has ended, nothing that its rows hold is missing.
   *
   * @return whether the run is from here on not counted
   */
  public static boolean erased(Tracks tracks) {
    Optional<Ran> ran = tracks.ran();
    if (ran.isPresent() && ran.get().ended().isPresent()) {
      return false;
    }
    if (ran.isPresent()) {
      tracks.forget();
    }
    return true;
  }

  /** What the run was given and gave is erased; its rows stay. */
  public static void bare(Tracks tracks) {
    if (tracks.ran().isPresent()) {
      change(tracks, draft -> draft.erased = true);
    }
  }

  private static void begun(Tracks tracks, RunFact.Started fact, Instant at, Known known) {
    if (tracks.ran().isPresent()) {
      return;
    }
    String owner = known.owner(fact.workflow());
    if (owner.isEmpty()) {
      WorkflowId top =
          fact.lineage()
              .map(Lineage::above)
              .map(above -> above.getFirst().workflow())
              .orElse(fact.workflow());
      owner = known.owner(top);
    }
    tracks.begin(Ran.begin(tracks.run(), fact.workflow(), owner, at));
  }

  private static void further(Tracks tracks, RunFact fact, Instant at, Known known) {
    switch (fact) {
      case RunFact.OfEffect effect -> EffectFold.take(tracks, effect, at, known);
      case TaskFact task -> TaskFold.take(tracks, task, at);
      case RunFact.PanelResolved(var place, _, _, var output) -> resolved(tracks, place, output);
      case RunFact.Raised(var place, var problem, _) -> raised(tracks, place, problem);
      case RunFact.PlanRefused(var place, _, _) -> again(tracks, place);
      case RunFact.TalkCorrected(var key, _, _) -> corrected(tracks, EffectFold.id(key.turn(1)));
      case RunFact.Ended(var outcome, _) -> ended(tracks, outcome, at, known);
      case RunFact.OutcomeReported(_, var good, _, _) ->
          change(
              tracks,
              draft -> {
                draft.good = good;
                draft.reported = Optional.of(at);
              });
      case RunFact _ -> {} // What else happens is no work, and changes none.
    }
  }

  static void change(Tracks tracks, Consumer<Ran.Draft> how) {
    tracks.change(ran -> {
      var draft = new Ran.Draft(ran);
      how.accept(draft);
      return draft.ran();
    });
  }

  private static Stream<Work> works(Tracks tracks, Place place, Kind kind) {
    return tracks.at(place).filter(w -> w.doer().kind() == kind);
  }

  /** The place of an effect. */
  static String place(Work work) {
    int hash = work.id().lastIndexOf('#');
    return hash < 0 ? work.id() : work.id().substring(0, hash);
  }

  /** The ordinal of an effect: the member of a panel. */
  private static String member(Work work) {
    int hash = work.id().lastIndexOf('#');
    return hash < 0 ? "" : work.id().substring(hash + 1).replaceFirst("~.*", "");
  }

  /** The last turn of a talk, whose first is that one, is to be mended. */
  private static void corrected(Tracks tracks, String first) {
    String talk = first.substring(0, first.length() - 1);
    tracks.work(first).stream()
        .flatMap(turn -> tracks.at(place(turn)))
        .filter(w -> w.doer().kind() == Kind.MODEL && w.id().startsWith(talk))
        .reduce((_, last) -> last)
        .ifPresent(turn -> tracks.put(turn.with(turn.fate().corrected())));
  }

  /**
   * What came back does not fit: who gave it failed. It is raised right behind the answer that it
   * is about; what is raised otherwise is nobody's who answered. A talk with a model is given up
   * with the same problem.
   */
  private static void raised(Tracks tracks, Place place, Problem problem) {
    if (problem.kind().equals("validation")) {
      tracks
          .answered()
          .filter(w -> place(w).equals(place.path()) && w.doer().kind() != Kind.MODEL)
          .filter(w -> w.fate().result() == Result.OK || talks(tracks, w))
          .ifPresent(w -> tracks.put(w.with(w.fate().unfit())));
    }
  }

  private static boolean talks(Tracks tracks, Work work) {
    String mark = work.id().indexOf('#') < 0 ? "#:" : ":";
    return tracks
        .at(place(work))
        .anyMatch(w -> w.doer().kind() == Kind.MODEL && w.id().startsWith(work.id() + mark));
  }

  /** Whether it is a call of its step, and no part of what an agent does in such a call. */
  static boolean whole(Work work) {
    return work.doer().kind() != Kind.TASK
        && work.doer().kind() != Kind.MODEL
        && work.id().indexOf(':', work.id().lastIndexOf('#') + 1) < 0;
  }

  private static void again(Tracks tracks, Place place) {
    works(tracks, place, Kind.AGENT)
        .filter(w -> whole(w) && w.fate().result() == Result.OK)
        .reduce((_, last) -> last)
        .ifPresent(last -> tracks.put(last.with(last.fate().again())));
  }

  /** Each opinion is what was held to be right, or it is not. */
  private static void resolved(Tracks tracks, Place place, Json output) {
    Json opinions = output.member("opinions").orElse(Json.EMPTY);
    List<Review> reviews =
        tracks.reviewsAt(place).filter(r -> r.kind().equals("conflict")).toList();
    List<String> fields = compared(output, !reviews.isEmpty());
    int against = 0;
    for (Work work : works(tracks, place, Kind.AGENT).toList()) {
      Optional<Json> opinion = opinions.member(member(work));
      if (opinion.isPresent() && work.fate().result() == Result.OK) {
        boolean same = fields.stream().allMatch(f -> same(opinion.get(), output, f));
        against += same ? 0 : 1;
        Agreement agreement = same ? Agreement.AGREED : Agreement.DISSENTED;
        tracks.put(work.with(work.fate().judged(!reviews.isEmpty(), agreement)));
      }
    }
    for (Review review : reviews) {
      tracks.put(review.against(against, opinions.names().size()));
    }
  }

  private static List<String> compared(Json output, boolean byPerson) {
    List<String> all = output.names().stream().filter(n -> !ABOUT.contains(n)).toList();
    List<String> fewer = all.stream().filter(n -> !BESIDES.contains(n)).toList();
    return byPerson && !fewer.isEmpty() ? fewer : all;
  }

  private static boolean same(Json opinion, Json output, String field) {
    JsonNode one = opinion.view().get(field);
    return one != null && one.equals(output.view().get(field));
  }

  private static void ended(Tracks tracks, Outcome outcome, Instant at, Known known) {
    change(
        tracks,
        draft -> {
          draft.ended = Optional.of(at);
          switch (outcome) {
            case Outcome.Completed _ -> draft.result = "completed";
            case Outcome.Faulted(var problem) -> {
              draft.result = "faulted";
              draft.error = known.kind(problem);
            }
            case Outcome.Cancelled _ -> draft.result = "cancelled";
          }
        });
  }
}
