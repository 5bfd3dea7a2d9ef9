/** What was done and what it adds up to, in {@code insights.db}, which follows the journal. */
@NullMarked
package dev.fermata.adapter.sqlite.insights;

import org.jspecify.annotations.NullMarked;
