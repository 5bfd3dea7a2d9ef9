package dev.fermata.adapter.jq.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.Map;

/** Counts what one evaluation costs and stops it at its limits. Belongs to one evaluation. */
public final class Meter {
  /** How many bytes of copied text count as one step. */
  private static final int TEXT_PER_STEP = 256;

  /** How many copied array elements count as one step. */
  private static final int ELEMENTS_PER_STEP = 32;

  /** How many copied members of an object count as one step. */
  private static final int ENTRIES_PER_STEP = 4;

  private static final int ARRAY = 64;
  private static final int ELEMENT = 8;
  private static final int OBJECT = 120;
  private static final int ENTRY = 72;
  private static final int TEXT = 56;

  private final Map<String, Json> variables;
  private long fuel = Limits.FUEL;
  private long held;
  private int depth;

  public Meter(Map<String, Json> variables) {
    this.variables = variables;
  }

  public JsonNode variable(String name) {
    Json value = variables.get(name);
    if (value == null) {
      throw new Exhausted("$" + name + " is not defined");
    }
    return value.view();
  }

  public void step() {
    if (--fuel < 0) {
      throw outOfFuel();
    }
  }

  public void work(long steps) {
    fuel -= steps;
    if (fuel < 0) {
      throw outOfFuel();
    }
  }

  public void enter() {
    step();
    if (++depth > Limits.DEPTH) {
      throw tooDeep();
    }
  }

  public void leave() {
    depth--;
  }

  public int depth() {
    return depth;
  }

  /** Goes back to the depth of the part that catches what was thrown further in. */
  public void restore(int earlier) {
    depth = earlier;
  }

  /** Counts memory that the evaluation holds from now on. */
  public void hold(long bytes) {
    held += bytes;
    if (held > Limits.HELD_BYTES) {
      throw new Exhausted(
          "it holds more than %d MiB of values at a time".formatted(Limits.HELD_BYTES >> 20));
    }
  }

  public long held() {
    return held;
  }

  /** Takes back what turned out to be garbage. */
  public void release(long bytes) {
    held -= bytes;
  }

  /** A new text of that many characters is about to be made. */
  public void text(long length) {
    if (length > Limits.OUTPUT_BYTES) {
      throw new Exhausted(
          "it makes a text of more than %d MiB".formatted(Limits.OUTPUT_BYTES >> 20));
    }
    work(length / TEXT_PER_STEP);
    hold(TEXT + length);
  }

  public void array(long size) {
    work(size / ELEMENTS_PER_STEP);
    hold(ARRAY + size * ELEMENT);
  }

  public void element() {
    hold(ELEMENT);
  }

  public void object(long size) {
    work(size / ENTRIES_PER_STEP);
    hold(OBJECT + size * ENTRY);
  }

  public void number() {
    hold(24);
  }

  public static Exhausted tooDeep() {
    return new Exhausted(
        "it calls itself too often or nests too deep (more than %d calls)".formatted(Limits.DEPTH));
  }

  private static Exhausted outOfFuel() {
    return new Exhausted(
        "it needs more than %,d steps; let it do less, or move the work to an agent"
            .formatted(Limits.FUEL));
  }
}
