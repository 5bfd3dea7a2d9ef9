package dev.fermata.fact;

/**
 * One thing that happened in a stream. Facts are only ever appended; a stored one never changes its
 * form.
 */
public sealed interface Fact permits RunFact, HouseFact {}
