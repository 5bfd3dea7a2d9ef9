/** What people do about a task besides deciding it, and who may touch it at all. */
@NullMarked
package dev.fermata.run.desk;

import org.jspecify.annotations.NullMarked;
