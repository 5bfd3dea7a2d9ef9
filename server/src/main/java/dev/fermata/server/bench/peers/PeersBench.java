package dev.fermata.server.bench.peers;

import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.steps.StepsBench;
import dev.fermata.server.bench.steps.StepsResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Has others' engines and Fermata do the same steps in turns, so that all meet the same machine.
 */
public final class PeersBench {
  public static final int ROUNDS_LIMIT = 20;

  private final Path folder;
  private final PeersResult.Asked asked;
  private final StepsBench own;
  private final Consumer<String> progress;

  /**
   * @param folder in which the peers' programs are laid out
   * @param own what does Fermata's steps
   * @param progress told what happens, a line each
   */
  public PeersBench(
      Path folder, PeersResult.Asked asked, StepsBench own, Consumer<String> progress) {
    this.folder = folder;
    this.asked = asked;
    this.own = own;
    this.progress = progress;
  }

  /** The names of those that are known. */
  public static List<String> known() {
    return Peer.KNOWN.stream().map(Peer::name).toList();
  }

  /** The names of those that are laid out and built in that folder. */
  public static List<String> in(Path folder) {
    return Peer.KNOWN.stream().filter(peer -> peer.isIn(folder)).map(Peer::name).toList();
  }

  public PeersResult measure() {
    Path scratch = Scratch.folder();
    try {
      Map<String, List<Peer.Measured>> others = new LinkedHashMap<>();
      List<StepsResult> ours = new ArrayList<>();
      for (int round = 0; round < asked.rounds(); round++) {
        for (Peer peer : Peer.KNOWN) {
          if (!asked.peers().contains(peer.name())) continue;
          var measured = peer.measure(folder, scratch, asked.concurrency(), asked.time());
          progress.accept(
              "%s: %.0f steps a second".formatted(peer.name(), measured.stepsPerSecond()));
          others.computeIfAbsent(peer.name(), _ -> new ArrayList<>()).add(measured);
        }
        StepsResult measured = own.measure(asked.concurrency());
        progress.accept(
            "fermata: %.0f steps a second".formatted(measured.speed().stepsPerSecond()));
        ours.add(measured);
      }
      return new PeersResult(asked, others, ours);
    } finally {
      Scratch.delete(scratch);
    }
  }
}
