package dev.fermata.effect;

/**
 * The permission for one effect, over all its attempts: which rule allowed the call it was given
 * for. It is recorded beside that call, whose digest says exactly what was permitted.
 */
public record Receipt(String rule) {}
