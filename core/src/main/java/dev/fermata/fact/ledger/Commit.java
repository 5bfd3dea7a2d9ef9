package dev.fermata.fact.ledger;

import dev.fermata.value.Digest;

/**
 * One commit of the journal.
 *
 * @param first the position of its first entry
 * @param last the position of its last entry
 * @param digest over the last commit and its entries, and so over all that was written before
 */
public record Commit(long id, long first, long last, Digest digest) {}
