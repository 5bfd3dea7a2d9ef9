package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.NOON;
import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.facts;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.stream;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Draft.Snapshot;
import dev.fermata.fact.Draft.TimerChange;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.About;
import dev.fermata.fact.Journal.Account;
import dev.fermata.fact.Journal.Appended.LeftOut;
import dev.fermata.fact.Journal.Appended.Spent;
import dev.fermata.fact.Journal.Appended.Taken;
import dev.fermata.fact.Journal.Appended.Written;
import dev.fermata.fact.Journal.DueTimer;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.Reservation.Freed;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.Reservation.Subject;
import dev.fermata.fact.Reservation.Subject.OnSame;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.value.RunId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal keeps. */
abstract class JournalContract {
  Journal journal;

  /** Opens the test's own store; a second call finds what the first left. */
  abstract Journal open();

  @BeforeEach
  void opens() {
    journal = open();
  }

  @AfterEach
  void closes() {
    journal.close();
  }

  @Test
  void a_new_journal_is_empty() {
    assertThat(journal.position()).isZero();
    assertThat(journal.tail(0, 10)).isEmpty();
    assertThat(journal.read(stream("a"), 1, 10)).isEmpty();
    assertThat(journal.nextTimer()).isEmpty();
    assertThat(journal.append(List.of())).isEmpty();
  }

  @Test
  void entries_read_back_in_order_by_stream_and_over_all() {
    var results = journal.append(List.of(draft("a", 1), draft("b", 1), draft("a", 2)));
    journal.append(List.of(draft("a", 3)));

    assertThat(results).containsExactly(new Written(1), new Written(2), new Written(3));
    assertThat(journal.position()).isEqualTo(4);
    assertThat(journal.read(stream("a"), 1, 10))
        .extracting(Stored::position, Stored::number, Stored::at, Stored::facts)
        .containsExactly(tuple(1, 1, "a"), tuple(3, 2, "a"), tuple(4, 3, "a"));
    assertThat(journal.tail(0, 10)).extracting(Stored::position).containsExactly(1L, 2L, 3L, 4L);
    assertThat(journal.tail(0, 10).get(1).stream()).isEqualTo(stream("b"));
  }

  private static org.assertj.core.groups.Tuple tuple(long position, long number, String run) {
    return org.assertj.core.api.Assertions.tuple(
        position, number, NOON.plusMillis(number), facts(run, number));
  }

  @Test
  void reading_begins_where_it_is_told_and_keeps_to_its_limit() {
    journal.append(IntStream.rangeClosed(1, 9).mapToObj(n -> draft("a", n)).toList());

    assertThat(journal.read(stream("a"), 4, 3))
        .extracting(Stored::number)
        .containsExactly(4L, 5L, 6L);
    assertThat(journal.read(stream("a"), 10, 3)).isEmpty();
    assertThat(journal.tail(7, 1)).extracting(Stored::position).containsExactly(8L);
    assertThat(journal.tail(9, 1)).isEmpty();
  }

  @Test
  void a_new_opening_finds_everything() {
    journal.append(
        List.of(
            with(draft("a", 1), new StartKey("k")),
            with(draft("a", 2), new TimerChange.Set("t", NOON)),
            with(draft("a", 3), new Snapshot(2, new byte[] {1})),
            with(draft("a", 4), row("a", RunStatus.RUNNING, 0))));
    journal.close();
    journal = open();

    assertThat(journal.position()).isEqualTo(4);
    assertThat(journal.read(stream("a"), 1, 10)).hasSize(4);
    assertThat(journal.holder(new StartKey("k"))).contains(stream("a"));
    assertThat(journal.nextTimer()).contains(NOON);
    assertThat(journal.snapshot(stream("a")).orElseThrow().number()).isEqualTo(2);
    assertThat(journal.active("", 10)).containsExactly(new RunId("a"));
    assertThat(journal.append(List.of(draft("a", 5)))).containsExactly(new Written(5));
  }

  @Test
  void appending_goes_on_after_a_reopening() {
    journal.append(List.of(draft("a", 1)));
    journal.reopen();

    assertThat(journal.position()).isEqualTo(1);
    assertThat(journal.append(List.of(draft("a", 2), draft("b", 1))))
        .containsExactly(new Written(2), new Written(3));
    assertThat(journal.tail(0, 10)).hasSize(3);
  }

  @Test
  void a_gap_or_a_repeat_is_refused_before_anything_is_written() {
    journal.append(List.of(draft("a", 1)));

    for (List<Draft> wrong :
        List.of(
            List.of(draft("b", 1), draft("a", 1)),
            List.of(draft("b", 1), draft("a", 3)),
            List.of(draft("b", 2)),
            List.of(draft("b", 1), draft("b", 1)),
            List.of(draft("b", 1), draft("a", 2), draft("a", 4)))) {
      assertThatThrownBy(() -> journal.append(wrong)).isInstanceOf(IllegalStateException.class);
    }

    assertThat(journal.position()).isEqualTo(1);
    assertThat(journal.append(List.of(draft("a", 2), draft("b", 1)))).hasSize(2);
  }

  @Test
  void a_start_key_is_held_by_the_stream_that_first_took_it() {
    var key = new StartKey("order's 17");
    journal.append(List.of(with(draft("a", 1), key)));

    assertThat(journal.append(List.of(with(draft("b", 1), key), draft("c", 1))))
        .containsExactly(new Taken(key, stream("a")), new Written(2));
    assertThat(journal.holder(key)).contains(stream("a"));
    assertThat(journal.read(stream("b"), 1, 10)).isEmpty();
  }

  @Test
  void of_two_drafts_of_one_call_that_want_a_key_the_first_gets_it() {
    var key = new StartKey("k");

    assertThat(
            journal.append(
                List.of(with(draft("a", 1), key), with(draft("b", 1), key), draft("b", 2))))
        .containsExactly(new Written(1), new Taken(key, stream("a")), new LeftOut());
  }

  private static Share take(long calls, long limit) {
    return new Share(
        "few", "2026-11-21", new Amounts(0, 0, calls, 0, 0), new Amounts(0, 0, limit, 0, 0), "");
  }

  @Test
  void what_a_budget_has_no_room_for_is_refused_and_nothing_of_it_is_written() {
    var three = new Reservation.Budget(take(3, 5));
    journal.append(List.of(with(draft("a", 1), three)));

    assertThat(
            journal.append(
                List.of(
                    with(draft("b", 1), three),
                    with(draft("c", 1), new Reservation.Budget(take(2, 5))))))
        .containsExactly(
            new Spent(take(3, 5), new Balance(new Amounts(0, 0, 3, 0, 0), Amounts.NONE)),
            new Written(2));
    assertThat(journal.read(stream("b"), 1, 10)).isEmpty();
    assertThat(journal.balances())
        .containsExactly(
            new Account(
                "few", "2026-11-21", new Balance(new Amounts(0, 0, 5, 0, 0), Amounts.NONE)));
  }

  @Test
  void of_two_drafts_of_one_call_only_as_many_take_from_a_budget_as_it_has_room_for() {
    var three = new Reservation.Budget(take(3, 5));
    assertThat(journal.append(List.of(with(draft("a", 1), three), with(draft("b", 1), three))))
        .first()
        .isEqualTo(new Written(1));
    assertThat(journal.balances().getFirst().balance().used().calls()).isEqualTo(3);
  }

  @Test
  void what_is_settled_makes_room_and_survives_a_new_opening() {
    var gone = new Amounts(7, 8, 1, 9, 0);
    var settled =
        new Reservation.Settled(
            new Share.Spent("few", "2026-11-21", new Amounts(0, 0, 3, 0, 0), gone));
    journal.append(
        List.of(
            with(draft("a", 1), new Reservation.Budget(take(3, 5))), with(draft("a", 2), settled)));
    journal.close();
    journal = open();

    assertThat(journal.balances())
        .containsExactly(new Account("few", "2026-11-21", new Balance(Amounts.NONE, gone)));
    assertThat(journal.append(List.of(with(draft("b", 1), new Reservation.Budget(take(4, 5))))))
        .containsExactly(new Written(3));
  }

  @Test
  void the_old_windows_of_a_rate_are_forgotten() {
    Share first = Share.ofRate("slow@1", "2026-11-21T10:00:00Z", 1);
    Share next = Share.ofRate("slow@1", "2026-11-21T10:01:00Z", 1);
    journal.append(List.of(with(draft("a", 1), new Reservation.Budget(first))));
    assertThat(journal.append(List.of(with(draft("b", 1), new Reservation.Budget(first)))))
        .first()
        .isInstanceOf(Spent.class);
    journal.append(List.of(with(draft("b", 1), new Reservation.Budget(next))));
    assertThat(journal.balances()).hasSize(1);

    var late = new Share.Spent(first.budget(), first.window(), Amounts.CALL, Amounts.CALL);
    journal.append(List.of(with(draft("a", 2), new Reservation.Settled(late))));
    assertThat(journal.balances()).hasSize(1);
  }

  private static Subject about(String run, OnSame other) {
    return new Subject("loan 7", new RunId(run), other);
  }

  @Test
  void one_live_run_about_a_subject_is_seen_by_the_next_until_it_is_freed() {
    journal.append(List.of(with(draft("a", 1), about("a", OnSame.ALLOW))));
    assertThat(journal.append(List.of(with(draft("b", 1), about("b", OnSame.REFUSE)))))
        .containsExactly(new Taken(about("b", OnSame.REFUSE), stream("a")));
    journal.append(List.of(with(draft("c", 1), about("c", OnSame.ALLOW))));
    journal.close();
    journal = open();
    assertThat(journal.subjects())
        .containsExactly(new About("loan 7", new RunId("a")), new About("loan 7", new RunId("c")));

    journal.append(
        List.of(
            with(draft("a", 2), new Freed("loan 7", new RunId("a"))),
            with(draft("c", 2), new Freed("loan 7", new RunId("c"))),
            with(draft("b", 1), about("b", OnSame.JOIN))));
    assertThat(journal.subjects()).containsExactly(new About("loan 7", new RunId("b")));
  }

  @Test
  void of_two_drafts_of_one_call_about_one_subject_the_first_is_alone() {
    assertThat(
            journal.append(
                List.of(
                    with(draft("a", 1), about("a", OnSame.LOOK)),
                    with(draft("b", 1), about("b", OnSame.LOOK)))))
        .containsExactly(new Written(1), new Taken(about("b", OnSame.LOOK), stream("a")));
  }

  @Test
  void a_stream_may_take_its_own_key_again() {
    var key = new StartKey("k");
    journal.append(List.of(with(draft("a", 1), key)));

    assertThat(journal.append(List.of(with(draft("a", 2), key)))).containsExactly(new Written(2));
  }

  @Test
  void a_draft_that_is_left_out_leaves_nothing_behind() {
    var key = new StartKey("k");
    var free = new StartKey("free");
    journal.append(List.of(with(draft("a", 1), key)));

    journal.append(
        List.of(
            with(draft("b", 1), free, key),
            with(draft("b", 2), row("b", RunStatus.RUNNING, 0)),
            with(draft("b", 3), new TimerChange.Set("t", NOON)),
            with(draft("b", 4), new Snapshot(4, new byte[0]))));

    assertThat(journal.holder(free)).isEmpty();
    assertThat(journal.active("", 10)).isEmpty();
    assertThat(journal.nextTimer()).isEmpty();
    assertThat(journal.snapshot(stream("b"))).isEmpty();
    assertThat(journal.append(List.of(draft("b", 1)))).containsExactly(new Written(2));
  }

  @Test
  void timers_come_in_order_until_they_are_cleared() {
    journal.append(
        List.of(
            with(
                draft("a", 1),
                new TimerChange.Set("late", NOON.plusSeconds(9)),
                new TimerChange.Set("soon", NOON.plusSeconds(1)),
                new TimerChange.Set("never", NOON),
                new TimerChange.Cleared("never")),
            with(draft("b", 1), new TimerChange.Set("soon", NOON.plusSeconds(2)))));

    assertThat(journal.nextTimer()).contains(NOON.plusSeconds(1));
    assertThat(journal.timers(NOON.plusSeconds(2), 10))
        .containsExactly(
            new DueTimer(stream("a"), "soon", NOON.plusSeconds(1)),
            new DueTimer(stream("b"), "soon", NOON.plusSeconds(2)));
    assertThat(journal.timers(NOON.plusSeconds(99), 1)).hasSize(1);

    journal.append(
        List.of(
            with(
                draft("a", 2),
                new TimerChange.Cleared("soon"),
                new TimerChange.Set("late", NOON.plusSeconds(3)))));
    assertThat(journal.timers(NOON.plusSeconds(99), 10))
        .extracting(DueTimer::at)
        .containsExactly(NOON.plusSeconds(2), NOON.plusSeconds(3));
  }

  @Test
  void the_last_snapshot_and_row_of_a_call_win() {
    journal.append(
        List.of(
            with(draft("a", 1), new Snapshot(1, new byte[] {1})),
            with(draft("a", 2), row("a", RunStatus.RUNNING, 0)),
            with(draft("a", 3), new Snapshot(3, new byte[] {3})),
            with(draft("a", 4), row("a", RunStatus.COMPLETED, 0))));

    var snapshot = journal.snapshot(stream("a")).orElseThrow();
    assertThat(snapshot.number()).isEqualTo(3);
    assertThat(snapshot.state()).containsExactly(3);
    assertThat(journal.active("", 10)).isEmpty();
  }

  @Test
  void active_runs_come_by_id_in_pages() {
    for (String run : List.of("c", "a", "d", "b")) {
      journal.append(List.of(with(draft(run, 1), row(run, RunStatus.RUNNING, 0))));
    }
    journal.append(List.of(with(draft("c", 2), row("c", RunStatus.WAITING, 0))));

    assertThat(journal.active("", 2)).extracting(RunId::value).containsExactly("a", "b");
    assertThat(journal.active("b", 2)).extracting(RunId::value).containsExactly("d");
    assertThat(journal.active("d", 2)).isEmpty();
  }

  @Test
  void the_house_has_a_stream_too() {
    var house =
        new Draft(
            dev.fermata.fact.StreamId.HOUSE,
            1,
            NOON,
            List.of("Finished"),
            draft("a", 1).body(),
            List.of(),
            java.util.Optional.empty(),
            List.of(),
            List.of(),
            java.util.Optional.empty());
    journal.append(List.of(house));

    assertThat(journal.read(dev.fermata.fact.StreamId.HOUSE, 1, 10)).hasSize(1);
  }

  @Test
  void a_draft_that_cannot_be_written_leaves_nothing_of_its_call_behind() {
    journal.append(List.of(draft("a", 1)));
    Draft bad = with(draft("b", 1), (TimerChange) null);

    assertThatThrownBy(() -> journal.append(List.of(draft("a", 2), bad)))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> journal.append(List.of(draft("a", 2))))
        .isInstanceOf(Journal.JournalFailure.class)
        .hasMessageContaining("reopen");

    journal.reopen();
    assertThat(journal.position()).isEqualTo(1);
    assertThat(journal.append(List.of(draft("a", 2), draft("b", 1))))
        .containsExactly(new Written(2), new Written(3));
  }
}
