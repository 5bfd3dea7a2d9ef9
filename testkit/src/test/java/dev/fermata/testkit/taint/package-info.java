/**
 * Labels against a model of their own: every part of a value carries the set of words that it is
 * tainted with, and nothing is shared with the product but the workflows and the answers.
 */
@NullMarked
package dev.fermata.testkit.taint;

import org.jspecify.annotations.NullMarked;
