package dev.fermata.server.api.request;

import dev.fermata.roster.Role;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.Tokens;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A JSON object from outside, read field by field; a field that nobody knows is an error. */
public final class Body {
  private static final int SHOWN_CHARS = 80;
  private static final int ITEMS = 100;

  /** Names by the rule, but no path leads to them. */
  private static final Set<String> DOTS = Set.of(".", "..");

  private final Json tree;

  private Body(Json tree) {
    this.tree = tree;
  }

  public static Body of(Json tree, String... known) {
    Json object = tree.isNull() ? Json.EMPTY : tree;
    if (!object.view().isObject()) {
      throw Refusal.badRequest("the body is no JSON object; send {…}");
    }
    List<String> names = Arrays.asList(known);
    for (var field : object.view().properties()) {
      if (!names.contains(field.getKey())) {
        String name = shown(field.getKey());
        throw Refusal.badRequest(
            "'"
                + name
                + "' is no field here; the fields are "
                + String.join(", ", names)
                + "."
                + Nearest.hint(name, names));
      }
    }
    return new Body(object);
  }

  static String shown(String text) {
    String cut = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    return cut.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  /** All that it holds. */
  public Json whole() {
    return tree;
  }

  public boolean has(String name) {
    return tree.member(name).filter(value -> !value.isNull()).isPresent();
  }

  public Optional<String> text(String name) {
    Optional<Json> value = tree.member(name).filter(v -> !v.isNull());
    if (value.isPresent() && !value.get().view().isTextual()) {
      throw Refusal.badRequest("'" + name + "' is not a string");
    }
    return value.map(v -> v.view().textValue());
  }

  public String need(String name) {
    return text(name).filter(t -> !t.isEmpty()).orElseThrow(() -> missing(name));
  }

  private static Refusal missing(String name) {
    return Refusal.badRequest("'" + name + "' is missing or empty; give it");
  }

  public String text(String name, int most) {
    String text = text(name).orElse("");
    if (text.length() > most) {
      throw Refusal.badRequest("'" + name + "' has over " + most + " characters");
    }
    return text;
  }

  public Optional<Secret> secret(String name) {
    return text(name).map(Secret::of);
  }

  public String name(String field) {
    return checked(field, need(field));
  }

  private static String checked(String field, String name) {
    if (!Names.valid(name) || DOTS.contains(name)) {
      throw Refusal.badRequest(
          "'"
              + field
              + "' is '"
              + shown(name)
              + "', which is not a name; use 1 to "
              + Names.LENGTH_LIMIT
              + " letters, digits, dots, dashes or underscores");
    }
    return name;
  }

  public Optional<String> nameIfAny(String field) {
    return text(field).filter(t -> !t.isEmpty()).map(t -> checked(field, t));
  }

  public boolean flag(String name) {
    Optional<Json> value = tree.member(name).filter(v -> !v.isNull());
    if (value.isPresent() && !value.get().view().isBoolean()) {
      throw Refusal.badRequest("'" + name + "' is neither true nor false");
    }
    return value.isPresent() && value.get().view().booleanValue();
  }

  public int whole(String name, int least, int most) {
    var node = tree.member(name).orElseThrow(() -> missing(name)).view();
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw Refusal.badRequest(
          "'" + name + "' is not a whole number from " + least + " to " + most);
    }
    return node.intValue();
  }

  /** Any JSON; {@code null} if there is none. */
  public Json json(String name) {
    return tree.member(name).orElse(Json.NULL);
  }

  public List<Json> items(String name, int most) {
    var node = tree.member(name).orElseThrow(() -> missing(name)).view();
    if (!node.isArray() || node.isEmpty() || node.size() > most) {
      throw Refusal.badRequest("'" + name + "' is not a list of 1 to " + most + " items");
    }
    List<Json> items = new ArrayList<>();
    node.forEach(item -> items.add(Json.adopt(item)));
    return items;
  }

  /** Distinct names; none if the field is absent. */
  public Set<String> names(String field) {
    Set<String> names = new LinkedHashSet<>();
    if (has(field)) {
      var node = json(field).view();
      if (!node.isArray() || node.size() > ITEMS) {
        throw Refusal.badRequest("'" + field + "' is not a list of at most " + ITEMS + " names");
      }
      node.forEach(item -> names.add(checked(field, item.asText(""))));
    }
    return names;
  }

  public Set<Role> roles(String field) {
    Set<Role> roles = new LinkedHashSet<>();
    List<String> known = Arrays.stream(Role.values()).map(Role::word).toList();
    for (String word : names(field)) {
      roles.add(
          Tokens.role(word)
              .orElseThrow(() ->
                  Refusal.badRequest(
                      "'"
                          + word
                          + "' is no role; the roles are "
                          + String.join(", ", known)
                          + "."
                          + Nearest.hint(word, known))));
    }
    return roles;
  }
}
