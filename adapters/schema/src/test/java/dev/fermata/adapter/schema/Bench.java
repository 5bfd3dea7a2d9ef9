package dev.fermata.adapter.schema;

import dev.fermata.value.Json;

/** Prints what a check costs; run it by hand. */
final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    JsonSchemas schemas = new JsonSchemas();
    Json schema =
        Json.parse(
            "{\"type\":\"object\",\"required\":[\"id\",\"amount\"],\"properties\":{\"id\":"
                + "{\"type\":\"string\",\"pattern\":\"^[A-Z]{2}[0-9]+$\"},\"amount\":"
                + "{\"type\":\"number\",\"minimum\":1},\"tags\":{\"type\":\"array\",\"items\":"
                + "{\"type\":\"string\"}}}}");
    Json good = Json.parse("{\"id\":\"AB12\",\"amount\":20,\"tags\":[\"a\",\"b\"]}");
    Json bad = Json.parse("{\"id\":\"12\",\"tags\":[1,\"b\"]}");
    for (int round = 0; round < 3; round++) {
      System.out.printf(
          "fits %.2f µs, misfits %.2f µs%n",
          micros(schemas, schema, good), micros(schemas, schema, bad));
    }
  }

  private static double micros(JsonSchemas schemas, Json schema, Json value) {
    int times = 200_000;
    long start = System.nanoTime();
    int misfits = 0;
    for (int i = 0; i < times; i++) {
      misfits += schemas.check(schema, value).size();
    }
    if (misfits % times != 0) {
      throw new IllegalStateException("equal checks gave different misfits");
    }
    return (System.nanoTime() - start) / 1000.0 / times;
  }
}
