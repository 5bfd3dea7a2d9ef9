package dev.fermata.effect;

import dev.fermata.value.Digest;

/** The permission for one effect, over all its attempts: which rule allowed which exact call. */
public record Receipt(String rule, Digest digest) {}
