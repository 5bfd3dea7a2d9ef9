package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Arithmetic;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/** Functions on numbers; by StrictMath, which gives equal results on every machine. */
final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private Numbers() {}

  static void define(Functions to) {
    rounding(to, "floor", StrictMath::floor);
    rounding(to, "ceil", StrictMath::ceil);
    rounding(to, "round", v -> v < 0 ? -StrictMath.floor(0.5 - v) : StrictMath.floor(v + 0.5));
    rounding(to, "trunc", v -> v < 0 ? StrictMath.ceil(v) : StrictMath.floor(v));
    rounding(to, "fabs", StrictMath::abs);
    math(to, "sqrt", StrictMath::sqrt);
    math(to, "cbrt", StrictMath::cbrt);
    math(to, "exp", StrictMath::exp);
    math(to, "exp2", v -> StrictMath.pow(2, v));
    math(to, "exp10", v -> StrictMath.pow(10, v));
    math(to, "expm1", StrictMath::expm1);
    math(to, "log", StrictMath::log);
    math(to, "log2", Numbers::log2);
    math(to, "log10", StrictMath::log10);
    math(to, "log1p", StrictMath::log1p);
    math(to, "sin", StrictMath::sin);
    math(to, "cos", StrictMath::cos);
    math(to, "tan", StrictMath::tan);
    math(to, "asin", StrictMath::asin);
    math(to, "acos", StrictMath::acos);
    math(to, "atan", StrictMath::atan);
    math(to, "sinh", StrictMath::sinh);
    math(to, "cosh", StrictMath::cosh);
    math(to, "tanh", StrictMath::tanh);
    math(to, "pow", StrictMath::pow);
    math(to, "atan2", StrictMath::atan2);
    math(to, "fmin", StrictMath::min);
    math(to, "fmax", StrictMath::max);
    to.value("infinite", (meter, in) -> DoubleNode.valueOf(Double.POSITIVE_INFINITY));
    to.value("nan", (meter, in) -> DoubleNode.valueOf(Double.NaN));
    is(to, "isinfinite", Double::isInfinite);
    is(to, "isnan", Double::isNaN);
    is(to, "isnormal", v -> Double.isFinite(v) && StrictMath.abs(v) >= Double.MIN_NORMAL);
    is(to, "isfinite", Double::isFinite);
    to.value("tonumber", Numbers::toNumber);
    to.value("todateiso8601", (meter, in) -> toDate(in));
    to.value("fromdateiso8601", (meter, in) -> fromDate(in));
  }

  private static double number(String function, JsonNode in) {
    if (!in.isNumber()) {
      throw new Raised(function + " needs a number, not " + Preview.of(in));
    }
    return in.doubleValue();
  }

  private static void rounding(Functions to, String name, DoubleUnaryOperator function) {
    to.value(
        name,
        (meter, in) -> {
          double value = number(name, in);
          return in.isIntegralNumber() && !name.equals("fabs")
              ? in
              : Arithmetic.number(function.applyAsDouble(value));
        });
  }

  private static void math(Functions to, String name, DoubleUnaryOperator function) {
    to.value(name, (meter, in) -> Arithmetic.number(function.applyAsDouble(number(name, in))));
  }

  private static void math(Functions to, String name, DoubleBinaryOperator function) {
    to.value(
        name,
        (meter, in, a, b) ->
            Arithmetic.number(function.applyAsDouble(number(name, a), number(name, b))));
  }

  private static void is(Functions to, String name, DoublePredicate test) {
    to.value(name, (meter, in) -> BooleanNode.valueOf(test.test(number(name, in))));
  }

  private static double log2(double value) {
    int power = StrictMath.getExponent(value);
    // Exact for powers of two, where the quotient of two logarithms is not.
    return value == StrictMath.scalb(1.0, power)
        ? power
        : StrictMath.log(value) / StrictMath.log(2);
  }

  private static JsonNode toNumber(Meter meter, JsonNode in) {
    if (in.isNumber()) {
      return in;
    }
    if (in.isTextual() && in.textValue().length() <= 1000) {
      String text = in.textValue().strip();
      if (NUMBER.matcher(text).matches()) {
        return Arithmetic.literal(text);
      }
    }
    throw new Raised(Preview.of(in) + " cannot be read as a number");
  }

  private static JsonNode toDate(JsonNode in) {
    double seconds = number("todate", in);
    try {
      return TextNode.valueOf(Instant.ofEpochSecond((long) Math.floor(seconds)).toString());
    } catch (DateTimeException e) {
      throw new Raised(Preview.of(in) + " is no time");
    }
  }

  private static JsonNode fromDate(JsonNode in) {
    try {
      return Arithmetic.number(Instant.parse(Texts.text("fromdate", in)).getEpochSecond());
    } catch (DateTimeException e) {
      throw new Raised(Preview.of(in) + " is no time such as 2026-01-31T12:00:00Z");
    }
  }
}
