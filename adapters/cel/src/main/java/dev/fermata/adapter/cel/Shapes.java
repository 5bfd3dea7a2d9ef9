package dev.fermata.adapter.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Reading.Kind;
import java.util.Map;
import java.util.Optional;

/** What rules may read, as types of CEL, so that a misspelt field is found before it is read. */
final class Shapes implements CelTypeProvider {
  private final ImmutableMap<String, CelType> structs;
  private final ImmutableMap<String, CelType> variables;
  private final ImmutableSet<String> names;

  Shapes() {
    var structs = ImmutableMap.<String, CelType>builder();
    var names = ImmutableSet.<String>builder();
    var variables = ImmutableMap.<String, CelType>builder();
    Reading.VARIABLES.forEach((name, kind) -> {
      names.add(name);
      variables.put(name, type(kind, structs, names));
    });
    this.structs = structs.buildOrThrow();
    this.variables = variables.buildOrThrow();
    this.names = names.build();
  }

  ImmutableMap<String, CelType> variables() {
    return variables;
  }

  /** The type of that variable. */
  CelType type(String variable) {
    CelType type = variables.get(variable);
    if (type == null) {
      throw new IllegalArgumentException("rules have no variable '" + variable + "'");
    }
    return type;
  }

  /** All names of variables and fields, for hints. */
  ImmutableSet<String> names() {
    return names;
  }

  private static CelType type(
      Kind kind,
      ImmutableMap.Builder<String, CelType> structs,
      ImmutableSet.Builder<String> names) {
    return switch (kind) {
      case Kind.Text() -> SimpleType.STRING;
      case Kind.Flag() -> SimpleType.BOOL;
      case Kind.Number() -> SimpleType.DOUBLE;
      case Kind.Texts() -> ListType.create(SimpleType.STRING);
      case Kind.Any() -> SimpleType.DYN;
      case Kind.Named(var each) -> MapType.create(SimpleType.STRING, type(each, structs, names));
      case Kind.Fields(var name, Map<String, Kind> kinds) -> {
        var fields = ImmutableMap.<String, CelType>builder();
        kinds.forEach((field, each) -> fields.put(field, type(each, structs, names)));
        CelType struct = struct(name, fields.buildOrThrow());
        names.addAll(kinds.keySet());
        structs.put(name, struct);
        yield struct;
      }
    };
  }

  private static CelType struct(String name, ImmutableMap<String, CelType> fields) {
    return StructType.create(
        name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return structs.values();
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }
}
