/** What runs share, as rows: how budgets stand, and which runs are about what. */
@NullMarked
package dev.fermata.adapter.sqlite.share;

import org.jspecify.annotations.NullMarked;
