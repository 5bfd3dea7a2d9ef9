package dev.fermata.adapter.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.InternalCelFunctionBinding;
import dev.cel.runtime.InternalFunctionBinder;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** CEL's own functions, each of which counts its steps before it works. */
final class Functions {
  private Functions() {}

  static List<CelFunctionBinding> metered(CelOptions options) {
    var equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    List<CelFunctionBinding> all = new ArrayList<>();
    for (CelFunctionBinding each :
        CelStandardFunctions.newBuilder().build().newFunctionBindings(equality, options)) {
      if (isGroup(each)) {
        continue;
      }
      all.add(
          InternalFunctionBinder.from(
              each.getOverloadId(), each.getArgTypes(), metered(each), each.isStrict()));
    }
    return all;
  }

  /** Whether it only finds the right one of a function's overloads, which the runtime does too. */
  private static boolean isGroup(CelFunctionBinding binding) {
    return binding instanceof InternalCelFunctionBinding named
        && named.getFunctionName().equals(named.getOverloadId());
  }

  private static CelFunctionOverload metered(CelFunctionBinding binding) {
    CelFunctionOverload definition = binding.getDefinition();
    return switch (binding.getOverloadId()) {
      // Asked once in every turn of a loop that may end early.
      case "not_strictly_false" ->
          arguments -> {
            Meter.current().turn();
            return definition.apply(arguments);
          };
      case "matches", "matches_string" ->
          arguments -> {
            match(arguments);
            return definition.apply(arguments);
          };
      // These look at one entry, or at the ends only.
      case "index_map", "index_list", "in_map", "size_list", "list_size", "size_map", "map_size" ->
          arguments -> {
            Meter.current().charge(1);
            return definition.apply(arguments);
          };
      case "add_list" ->
          arguments -> {
            Meter meter = Meter.current();
            meter.turn();
            for (Object each : arguments) {
              meter.charge(each instanceof Collection<?> list ? list.size() : 1);
            }
            return definition.apply(arguments);
          };
      default ->
          arguments -> {
            Meter meter = Meter.current();
            for (Object each : arguments) {
              meter.weigh(each);
            }
            return definition.apply(arguments);
          };
    };
  }

  private static void match(Object[] arguments) {
    Meter meter = Meter.current();
    for (Object each : arguments) {
      meter.weigh(each);
    }
    if (arguments[0] instanceof String text && arguments[1] instanceof String pattern) {
      if (pattern.length() > Limits.REGEX_CHARS) {
        throw new Exhausted(
            "a regular expression has %,d characters; at most %,d are allowed"
                .formatted(pattern.length(), Limits.REGEX_CHARS));
      }
      long size = RegexSize.of(pattern);
      if (size > Limits.REGEX_SIZE) {
        throw new Exhausted(
            "a regular expression is too large once its repeats are written out; at most %,d parts are allowed"
                .formatted(Limits.REGEX_SIZE));
      }
      // A character of a text costs more the longer the expression is.
      meter.charge((long) text.length() * (1 + size / 8) + 100L * pattern.length());
    }
  }
}
