/** The journal as evidence: signed checkpoints, the form in which it is exported, and its audit. */
@NullMarked
package dev.fermata.fact.ledger;

import org.jspecify.annotations.NullMarked;
