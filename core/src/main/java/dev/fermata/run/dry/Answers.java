package dev.fermata.run.dry;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.util.Optional;

/** What stands for the world outside, and for the people, while a run is only played. */
public interface Answers {
  /** What an agent, a tool, an address or another workflow would answer. */
  Given call(EffectKey key, Target target);

  /** What a person would answer; empty where nobody knows, and the play ends there. */
  Optional<Decision> person(Task task);

  /**
   * @param from in a word, where the answer was taken from
   */
  record Given(Reply reply, String from) {}

  /**
   * @param data what goes with it, or null
   * @param from in a word, where the answer was taken from
   */
  record Decision(String answer, Json data, String from) {}
}
