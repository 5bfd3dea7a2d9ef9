package dev.fermata.adapter.jq.syntax;

import dev.fermata.adapter.jq.eval.Node;
import java.util.List;
import java.util.Optional;

/** The functions that an expression may call without defining them. */
public interface Library {
  /** A call of a function, if there is one of that name and number of arguments. */
  Optional<Node> call(String name, List<Node> arguments);

  /** Whether a function gives exactly one value for one value of each of its arguments. */
  boolean single(String name, int arguments);

  /**
   * Why a function cannot be called.
   *
   * @param local the functions that the expression defines itself
   */
  String missing(String name, int arguments, List<String> local);
}
