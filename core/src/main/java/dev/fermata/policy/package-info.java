/** What is said about an effect before it happens. */
@NullMarked
package dev.fermata.policy;

import org.jspecify.annotations.NullMarked;
