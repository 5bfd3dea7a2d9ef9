/** What tokens cost, by the operator's file. */
@NullMarked
package dev.fermata.adapter.model.price;

import org.jspecify.annotations.NullMarked;
