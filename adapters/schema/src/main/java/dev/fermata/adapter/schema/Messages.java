package dev.fermata.adapter.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.fermata.value.Schemas.Misfit;
import java.util.Objects;

/** Puts an error of the library into words for the author of a workflow. */
final class Messages {
  private Messages() {}

  static Misfit misfit(Error error) {
    String text = text(error);
    String shown =
        text.length() <= Limits.MESSAGE ? text : text.substring(0, Limits.MESSAGE - 1) + "…";
    return new Misfit(error.getInstanceLocation().toString(), shown);
  }

  private static String text(Error error) {
    Object[] arguments = error.getArguments();
    String keyword = Objects.requireNonNullElse(error.getKeyword(), "");
    if (arguments == null || arguments.length == 0) {
      return Objects.requireNonNullElse(error.getMessage(), "does not fit");
    }
    return switch (keyword) {
      case "type" ->
          arguments.length > 1
              ? "must be %s, is %s".formatted(type(arguments[1]), type(arguments[0]))
              : error.getMessage();
      case "required" -> "must have the property '" + arguments[0] + "'";
      case "additionalProperties", "unevaluatedProperties" ->
          "must not have the property '" + arguments[0] + "'";
      case "enum" -> "must be one of " + arguments[0];
      case "const" -> "must be " + constant(arguments[0]);
      case "format" -> "must be a valid " + arguments[0];
      case "pattern" -> "must match the pattern " + arguments[0];
      case "minimum" -> "must be at least " + arguments[0];
      case "maximum" -> "must be at most " + arguments[0];
      case "exclusiveMinimum" -> "must be more than " + arguments[0];
      case "exclusiveMaximum" -> "must be less than " + arguments[0];
      default -> Objects.requireNonNullElse(error.getMessage(), "does not fit");
    };
  }

  private static String constant(Object value) {
    return value instanceof JsonNode node ? node.toString() : String.valueOf(value);
  }

  private static String type(Object name) {
    String type = name.toString();
    return switch (type) {
      case "null" -> "null";
      case "integer" -> "an integer";
      case "array", "object" -> "an " + type;
      case "string", "number", "boolean" -> "a " + type;
      default -> type;
    };
  }
}
