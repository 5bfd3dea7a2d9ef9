package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words that the packed form writes as a number: names of members, and values that come again
 * and again. A word's number is its place in this list and is stored, so the list only ever grows
 * at its end. What is missing here is written out; nothing else depends on it.
 */
@Algorithm("numbers words")
final class Words {
  private static final List<String> ALL =
      List.of(
          """
          $labelled value labels untrusted at key attempt reply Answered output usage place next
          step call target Tool server name fingerprint work arguments effect timeout digest
          receipt rule house grants requesters input EffectIntended EffectSettled Entered Left
          Started Ended Finished Ending Completed outcome workflow definition seed startKey
          batch subject by requester agent Agent person queued TimerSet TimerCleared TimerFired
          timer purpose context endsRun vars items under EffectSent EffectAsked EffectGranted
          grant TaskOpened TaskDecided task kind run team question title answers show proposals
          deadline escalate limit on multi status problem type detail instance tokensIn
          tokensOut cost currency amount millionths url method headers model id content role
          text tools calls user assistant system tool finish why answer form edited error of
          shares budget window amounts BudgetReserved BudgetSettled money tokens source lineage
          parent root child depth panels opinions confidence evidence rationale people version
          owner effects reading expect keyed policy fourEyes workflows natural otherwise scope
          targets then cases endpoint limits concurrency answerBytes per boundary earnable
          wallMs humanMs reach to Model reason data skills rate regions region trusted label
          when good Http because granted AgentAdded api answerTokens silence ToolServerAdded
          description check forecast unchanged newlyDenied newlyAsked noLongerDenied
          noLongerAsked askedOtherwise changedOtherwise undecidable loosened secondsAdded
          secondsSaved decisions outcomes goodDenied goodAsked bad badDenied badAsked from
          PolicyProposed TargetTried Workflow host PolicyPublished Ask PolicyShadowed behalf
          service temperature instructions turns SwitchThrown SwitchReleased expires
          EffectDenied asks failure EffectHeld hold EffectChanged failed flying not ordinal
          brief decision A2a card Rejected retryable retryAfter NotCalled Lost proposed due
          approval votes Faulted fallback BudgetAdded agents owners breach estimate estimates
          Process command directory environment priority above OutcomeReported Deny Redact
          fields Reroute Limit Allow Mcp pinned keys awaited plan LoopBegun ForkBegun branches
          Raised Caught EffectReattempted EffectInDoubt draft verdict TalkBegun head TalkTold
          PlanRefused faults PlanFailed PanelResolved resolvedBy TaskVoted TaskEscalated
          Cancelled Java function TeamAdded PersonAdded displayName roles teams sameAs
          PolicyApproved hook channels presence zone hours absences delegate compete TryBegun
          repairable retryAt EffectRecalled EffectReused EffectForgotten EffectReleased
          EffectWithdrawn ShadowJudged said changed AgentChosen skill chosen all TalkCorrected
          PlanBegun PanelBegun members unanimous TaskClaimed TaskReleased TaskTimedOut
          TaskWithdrawn reserved spent Revisited state Paused Resumed Restored backup
          WorkflowPublished AgentRemoved ToolServerRemoved disabled PolicyWithdrawn
          PolicyRejected ShadowEnded Degrade Stop Hold BudgetRemoved HookAdded HookRemoved
          PayloadErased runs RetentionAllowed days Explained RerunOf TaskAnswered handsOver
          TaskLookedAt look opened practice lead reminders RerunBegun TaskDelegated
          TaskCommented TaskSnoozed until TaskWoken TaskReminded TaskReopened provisional passed
          READ REVERSIBLE COMPENSABLE IRREVERSIBLE PUBLIC INTERNAL CONFIDENTIAL RESTRICTED
          PERSONAL built-in/allow built-in/ask PT1M PT30S PT5M PT10M PT30M PT1H PT24H P1D P7D
          LOW NORMAL HIGH WAIT TIMEOUT RETRY DUE REATTEMPT REMINDER HANDOVER HUMAN CONFLICT
          REPAIR IN_DOUBT APPROVE RUN DAY MONTH TOTAL HOLD DENY EUR USD application/json yes no
          approve decline /do
          """
              .strip()
              .split("\\s+"));

  /** Slots for words by their hash, few of them full: each fact looks up a dozen words. */
  private static final @Nullable String[] SLOTS = new String[8 * Integer.highestOneBit(ALL.size())];

  private static final short[] NUMBERS = new short[SLOTS.length];

  static {
    for (int i = 0; i < ALL.size(); i++) {
      int slot = slot(ALL.get(i));
      if (SLOTS[slot] != null) {
        throw new IllegalStateException("the word '" + ALL.get(i) + "' stands twice");
      }
      SLOTS[slot] = ALL.get(i);
      NUMBERS[slot] = (short) i;
    }
  }

  private Words() {}

  /** The word's number; negative if it has none. */
  static int number(String word) {
    int slot = slot(word);
    return SLOTS[slot] == null ? -1 : NUMBERS[slot];
  }

  /** Where the word stands, or the free slot where it would. */
  private static int slot(String word) {
    int hash = word.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS.length - 1;
    String there = SLOTS[slot];
    while (there != null && !there.equals(word)) {
      slot = slot + 1 & SLOTS.length - 1;
      there = SLOTS[slot];
    }
    return slot;
  }

  /** The word of that number; {@code null} if there is none. */
  static @Nullable String word(int number) {
    return number < ALL.size() ? ALL.get(number) : null;
  }

  /** All of them, in order. */
  static List<String> all() {
    return ALL;
  }
}
