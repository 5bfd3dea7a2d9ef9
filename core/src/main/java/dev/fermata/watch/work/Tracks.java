package dev.fermata.watch.work;

import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one run, and what has changed of them since they were last written. The rows are all
 * that is remembered of a run: whoever goes on after a stop reads them, and needs nothing else.
 * Used by one thread.
 */
public final class Tracks {
  private final RunId run;
  private final Map<String, Work> works = new LinkedHashMap<>();

  /** Ids of works by their place, so that those of a place are found however many there are. */
  private final NavigableMap<String, Set<String>> places = new TreeMap<>();

  /** Ids of tasks by where they ask, and of reviews by their task, likewise. */
  private final Map<String, Set<String>> asked = new HashMap<>();

  private final Map<String, Set<String>> said = new HashMap<>();
  private final Map<String, Review> reviews = new LinkedHashMap<>();
  private final Map<String, Look> looks = new HashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> reviewed = new LinkedHashSet<>();
  private final Map<Cell, Tally> delta = new HashMap<>();
  private @Nullable Ran ran;

  /** Whose answer was the last fact: what is raised next at its place is about that. */
  private String answered = "";

  /**
   * When a person took a task or first opened something of it.
   *
   * @param opened how much they opened
   * @param said what they said before they saw what others say; empty for nothing
   */
  public record Look(String task, String person, Instant at, int opened, String said) {}

  public Tracks(RunId run) {
    this.run = run;
  }

  /** As it was written. */
  public static Tracks of(
      Ran ran, Collection<Work> works, Collection<Review> reviews, Collection<Look> looks) {
    var tracks = new Tracks(ran.id());
    tracks.ran = ran;
    works.forEach(tracks::keep);
    reviews.forEach(tracks::keep);
    looks.forEach(look -> tracks.looks.put(look.task() + " " + look.person(), look));
    return tracks;
  }

  public RunId run() {
    return run;
  }

  /** Empty where its beginning is not known, or what was known of it is forgotten. */
  public Optional<Ran> ran() {
    return Optional.ofNullable(ran);
  }

  /** Whether nothing more is expected of it but what came of it. */
  public boolean over() {
    return ran != null && ran.ended().isPresent() && ran.waiting() == 0;
  }

  Optional<Work> work(String id) {
    return Optional.ofNullable(works.get(id));
  }

  /** Those of a place, the first first. */
  Stream<Work> at(Place place) {
    return at(place.path());
  }

  Stream<Work> at(String place) {
    return all(places.getOrDefault(place, Set.of()));
  }

  /** Those of a place, and of the places inside it. */
  Stream<Work> within(Place place) {
    String path = place.path();
    Collection<Set<String>> inside = places.subMap(path + "/", path + "0").values(); // '0' is next
    return Stream.concat(at(place), inside.stream().flatMap(this::all));
  }

  private Stream<Work> all(Set<String> ids) {
    return ids.stream().map(works::get).toList().stream();
  }

  private @Nullable Work keep(Work work) {
    places.computeIfAbsent(Fold.place(work), _ -> new LinkedHashSet<>()).add(work.id());
    if (work.doer().kind() == Work.Kind.TASK) {
      asked.computeIfAbsent(work.doer().detail(), _ -> new LinkedHashSet<>()).add(work.id());
    }
    return works.put(work.id(), work);
  }

  private @Nullable Review keep(Review review) {
    said.computeIfAbsent(review.task(), _ -> new LinkedHashSet<>()).add(review.id());
    return reviews.put(review.id(), review);
  }

  /** What was said about what is asked at a place. */
  Stream<Review> reviewsAt(Place place) {
    return asked.getOrDefault(place.path(), Set.of()).stream()
        .flatMap(task -> said.getOrDefault(task, Set.of()).stream())
        .map(reviews::get);
  }

  /** The work whose answer was the fact before; not remembered from one entry to the next. */
  Optional<Work> answered() {
    return work(answered);
  }

  /** Told what was the answer before; empty for none, as where an entry begins. */
  public void answered(String id) {
    answered = id;
  }

  Optional<Look> look(String task, String person) {
    return Optional.ofNullable(looks.get(task + " " + person));
  }

  void put(Work work) {
    Ran of = known();
    Work was = keep(work);
    if (was != null) {
      Counting.add(delta, was, of, -1);
    }
    Counting.add(delta, work, of, 1);
    changed.add(work.id());
  }

  void put(Review review) {
    Ran of = known();
    Review was = keep(review);
    if (was != null) {
      Counting.add(delta, was, of, -1);
    }
    Counting.add(delta, review, of, 1);
    reviewed.add(review.id());
  }

  void put(Look look) {
    looks.put(look.task() + " " + look.person(), look);
  }

  void begin(Ran first) {
    ran = first;
    Counting.add(delta, first, 1);
  }

  /** Where it turned out well or badly, that counts for all who took part. */
  void change(UnaryOperator<Ran> how) {
    Ran was = known();
    Ran next = how.apply(was);
    boolean other = !next.good().equals(was.good());
    if (other) {
      count(was, -1);
    }
    Counting.add(delta, was, -1);
    Counting.add(delta, next, 1);
    ran = next;
    if (other) {
      count(next, 1);
    }
  }

  private void count(Ran of, long times) {
    works.values().forEach(work -> Counting.add(delta, work, of, times));
    reviews.values().forEach(review -> Counting.add(delta, review, of, times));
  }

  /** What was done of it is not known to its end; it counts for nothing. */
  void forget() {
    Ran was = known();
    count(was, -1);
    Counting.add(delta, was, -1);
    works.clear();
    places.clear();
    asked.clear();
    said.clear();
    reviews.clear();
    looks.clear();
    changed.clear();
    reviewed.clear();
    ran = null;
  }

  private Ran known() {
    if (ran == null) {
      throw new IllegalStateException("nothing is known of run " + run);
    }
    return ran;
  }

  public List<Work> changedWorks() {
    return changed.stream().map(works::get).toList();
  }

  public List<Review> changedReviews() {
    return reviewed.stream().map(reviews::get).toList();
  }

  /** All that people took or opened of tasks that wait; little, and replaced as a whole. */
  public List<Look> looks() {
    return new ArrayList<>(looks.values());
  }

  void dropLooks(String task) {
    looks.values().removeIf(look -> look.task().equals(task));
  }

  /** Adds what the changes add to the figures, and takes out what the rows added before. */
  public void counted(Map<Cell, Tally> all) {
    delta.forEach((cell, tally) -> all.computeIfAbsent(cell, _ -> new Tally()).add(tally, 1));
  }

  /** The changes are written. */
  public void written() {
    changed.clear();
    reviewed.clear();
    delta.clear();
  }

  /** What all rows add up to, whatever was written: for a recount. */
  public void recounted(Map<Cell, Tally> all) {
    if (ran != null) {
      Counting.add(all, ran, 1);
      works.values().forEach(work -> Counting.add(all, work, ran, 1));
      reviews.values().forEach(review -> Counting.add(all, review, ran, 1));
    }
  }
}
