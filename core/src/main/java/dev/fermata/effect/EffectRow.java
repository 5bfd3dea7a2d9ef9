package dev.fermata.effect;

import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * One effect as a list shows it: what was judged and what came of it, without what was sent or came
 * back.
 *
 * @param workflow as {@code namespace/name@version}
 * @param digest of the canonical call; absent once it is erased
 * @param verdict {@code allow}, {@code ask} or {@code deny}; empty while it is held
 * @param rule the rules that the verdict is by, as {@code name@version}
 * @param house the version of the house that it was judged under; 0 if unknown
 * @param first when it first came to the gate
 * @param last when something last happened to it
 * @param erased whether what was sent and came back has been erased
 */
public record EffectRow(
    long number,
    EffectKey key,
    String workflow,
    EffectClass effect,
    String target,
    Optional<Digest> digest,
    String verdict,
    String rule,
    int house,
    EffectStatus status,
    int attempts,
    Optional<Money> cost,
    Instant first,
    Instant last,
    boolean erased) {}
