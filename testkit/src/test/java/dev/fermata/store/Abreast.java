package dev.fermata.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with many things, a few at a time; what it throws comes out at the end. */
final class Abreast {
  /** More than there are cores, for an engine that ends mostly waits. */
  private static final int THREADS = 6;

  private Abreast() {}

  interface Act<T> {
    void on(T thing) throws Exception;
  }

  static <T> void forEach(List<T> things, Act<T> act) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (T thing : things) {
        all.add(
            threads.submit(() -> {
              act.on(thing);
              return thing;
            }));
      }
    }
    for (Future<?> each : all) {
      each.get();
    }
  }
}
