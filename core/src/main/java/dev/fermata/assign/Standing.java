package dev.fermata.assign;

import dev.fermata.value.Money;
import java.util.Optional;

/**
 * How an agent has done of late.
 *
 * @param calls how many have ended
 * @param failed how many of these gave no answer
 * @param flying how many are under way
 * @param cost of one call in the mean; absent where none was told
 */
public record Standing(int calls, int failed, int flying, Optional<Money> cost) {
  public static final Standing NONE = new Standing(0, 0, 0, Optional.empty());
}
