/** What is said about an effect before it happens: policies, and how they are put together. */
@NullMarked
package dev.fermata.policy;

import org.jspecify.annotations.NullMarked;
