package dev.fermata.adapter.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import dev.fermata.value.Json;
import dev.fermata.value.Schemas;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks values against JSON Schema in bounded time: 2020-12 unless {@code $schema} names 2019-09
 * or draft-07. Nothing is ever fetched. Safe for use by many threads at once.
 */
public final class JsonSchemas implements Schemas {
  private static final List<String> DIALECTS =
      List.of(DialectId.DRAFT_2020_12, DialectId.DRAFT_2019_09, DialectId.DRAFT_7);

  private final Map<Key, Compiled> cache = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDialects(
          Stream.of(Dialects.getDraft202012(), Dialects.getDraft201909(), Dialects.getDraft7())
              .map(JsonSchemas::strict)
              .toList(),
          builder ->
              builder
                  .defaultDialectId(DialectId.DRAFT_2020_12)
                  .schemaRegistryConfig(config())
                  .schemaLoader(loader -> loader.allow(iri -> false)));

  /** Knows the schemas of schemas, which lie in the library. */
  private final SchemaRegistry meta =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config()));

  /** A tree by identity: hashing a whole schema for every check would cost more than the check. */
  private record Key(JsonNode tree) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Key key && key.tree == tree;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(tree);
    }
  }

  /** What a tree turned out to be. */
  private sealed interface Compiled {
    record Ready(Schema schema) implements Compiled {}

    record Faulty(String complaint) implements Compiled {}
  }

  private static Dialect strict(Dialect blueprint) {
    return Dialect.builder(blueprint)
        .formats(formats -> {
          formats.clear();
          CheckedFormats.ALL.forEach(format -> formats.put(format.getName(), format));
        })
        .build();
  }

  private static SchemaRegistryConfig config() {
    return SchemaRegistryConfig.builder()
        .losslessNarrowing(true)
        .locale(Locale.ENGLISH)
        .preloadSchema(false)
        .regularExpressionFactory(LinearRegex::expression)
        .build();
  }

  @Override
  public List<Misfit> check(Json schema, Json value) {
    return switch (compiled(schema)) {
      case Compiled.Faulty(String complaint) ->
          List.of(new Misfit("", "cannot be checked, because the schema is wrong: " + complaint));
      case Compiled.Ready(Schema ready) -> check(ready, value.view(), Budget.withFormats());
    };
  }

  private static List<Misfit> check(Schema schema, JsonNode value, Budget budget) {
    try {
      ScopedValue.where(Budget.CURRENT, budget).run(() -> schema.validate(budget, value));
    } catch (Budget.Spent e) {
      return List.of(new Misfit("", "cannot be checked: " + e.getMessage()));
    } catch (SchemaException e) {
      return List.of(new Misfit("", "cannot be checked: " + e.getMessage()));
    } catch (StackOverflowError e) {
      return List.of(new Misfit("", "cannot be checked: the schema refers to itself without end"));
    }
    return budget.getErrors().stream()
        .map(Messages::misfit)
        .distinct()
        .limit(Limits.MISFITS)
        .toList();
  }

  @Override
  public Optional<String> complaint(Json schema) {
    return compiled(schema) instanceof Compiled.Faulty(String complaint)
        ? Optional.of(complaint)
        : Optional.empty();
  }

  private Compiled compiled(Json schema) {
    Key key = new Key(schema.view());
    Compiled known = cache.get(key);
    if (known != null) {
      return known;
    }
    Compiled made = compile(schema);
    if (cache.size() >= Limits.COMPILED) {
      cache.clear();
    }
    cache.put(key, made);
    return made;
  }

  private Compiled compile(Json schema) {
    try {
      Optional<String> fault = fault(schema);
      if (fault.isPresent()) {
        return new Compiled.Faulty(fault.get());
      }
      Schema compiled = registry.getSchema(schema.view());
      compiled.initializeValidators();
      // Every reference that leads back without going into the value shows on any value.
      Budget budget = Budget.withFormats();
      ScopedValue.where(Budget.CURRENT, budget)
          .run(() -> compiled.validate(budget, NullNode.getInstance()));
      return new Compiled.Ready(compiled);
    } catch (Budget.Spent e) {
      return new Compiled.Faulty("it branches into too many schemas to be checked");
    } catch (StackOverflowError e) {
      return new Compiled.Faulty("it refers to itself without end, or nests too deep");
    } catch (SchemaException | IllegalArgumentException e) {
      return new Compiled.Faulty(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> fault(Json schema) {
    JsonNode tree = schema.view();
    if (tree.isBoolean()) {
      return Optional.empty();
    }
    if (!tree.isObject()) {
      return Optional.of("a schema must be an object or a boolean");
    }
    int length = schema.toString().length();
    if (length > Limits.SCHEMA_LENGTH) {
      return Optional.of(
          "the schema has %,d characters; at most %,d are allowed"
              .formatted(length, Limits.SCHEMA_LENGTH));
    }
    String dialect = tree.path("$schema").asText(DialectId.DRAFT_2020_12);
    return DIALECTS.stream()
        .filter(known -> bare(known).equals(bare(dialect)))
        .findFirst()
        .map(known -> Survey.complaint(tree).or(() -> misshapen(known, tree)))
        .orElseGet(() ->
            Optional.of(
                "/$schema: '" + dialect + "' is not known; use " + DialectId.DRAFT_2020_12));
  }

  private static String bare(String dialect) {
    return dialect.endsWith("#") ? dialect.substring(0, dialect.length() - 1) : dialect;
  }

  /** What the schema of schemas says. */
  private Optional<String> misshapen(String dialect, JsonNode tree) {
    List<Misfit> misfits =
        check(meta.getSchema(SchemaLocation.of(dialect)), tree, Budget.withoutFormats());
    return misfits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            misfits.stream().limit(3).map(Misfit::toString).collect(Collectors.joining("; ")));
  }
}
