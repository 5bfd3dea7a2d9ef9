package dev.fermata.value;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks one of the few classes among values and facts that compute, where all others are records,
 * interfaces or enums.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Algorithm {
  /** Says why this has to be a class. */
  String value();
}
