/** How our values stand in stored JSON: what the mapper of the stored form is taught. */
@NullMarked
package dev.fermata.fact.form;

import org.jspecify.annotations.NullMarked;
