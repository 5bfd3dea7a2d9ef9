/** What keeps the ledger trustworthy: the key, signed checkpoints, their copies, retention. */
@NullMarked
package dev.fermata.server.ledger;

import org.jspecify.annotations.NullMarked;
