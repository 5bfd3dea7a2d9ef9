package dev.fermata.fact;

/** Anything that reaches a stream and may change it. */
public sealed interface Signal permits RunSignal, HouseSignal {}
