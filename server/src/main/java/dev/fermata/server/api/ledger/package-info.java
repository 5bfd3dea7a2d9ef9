/** Operations of the API on the ledger: signing it, what is kept of it, erasing. */
@NullMarked
package dev.fermata.server.api.ledger;

import org.jspecify.annotations.NullMarked;
